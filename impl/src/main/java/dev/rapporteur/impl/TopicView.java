package dev.rapporteur.impl;

import dev.rapporteur.impl.dispatch.ClusterView;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.TopicDirectory;
import org.jspecify.annotations.Nullable;

/** The topic directory as dispatch sees it; the two rooms don't know each other. */
public record TopicView(TopicDirectory topics) implements ClusterView {

    @Override
    public @Nullable String against(PartitionId partition) {
        return topics.obstacle(partition);
    }

    @Override
    public int leader(PartitionId partition) {
        return topics.leader(partition);
    }

    @Override
    public void recheck(PartitionId partition) {
        topics.recheck(partition);
    }
}
