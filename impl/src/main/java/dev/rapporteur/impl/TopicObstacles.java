package dev.rapporteur.impl;

import dev.rapporteur.impl.dispatch.Obstacles;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.TopicDirectory;
import org.jspecify.annotations.Nullable;

/** The topic directory as dispatch sees it; the two rooms don't know each other. */
record TopicObstacles(TopicDirectory topics) implements Obstacles {

    @Override
    public @Nullable String against(PartitionId partition) {
        return topics.obstacle(partition);
    }

    @Override
    public void recheck(PartitionId partition) {
        topics.recheck(partition);
    }
}
