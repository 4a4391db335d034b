package dev.rapporteur.impl;

import dev.rapporteur.impl.dispatch.ClusterView;
import dev.rapporteur.impl.outbound.Destinations;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.TopicDirectory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The topic directory, and where partitions are mapped to, as dispatch sees them. */
public record TopicView(TopicDirectory topics, Destinations destinations) implements ClusterView {

    @Override
    public PartitionId destination(PartitionId partition) {
        return destinations.of(partition);
    }

    /** One that the topic has no more, though it is there, is gone with all that hung there. */
    @Override
    public List<PartitionId> mayHangAt(PartitionId partition) {
        return destinations.everOf(partition).stream()
                .filter(one -> !topics.isGone(one))
                .toList();
    }

    @Override
    public List<PartitionId> othersAt(PartitionId destination) {
        return destinations.othersEverTo(destination);
    }

    @Override
    public @Nullable String against(PartitionId partition, PartitionId to) {
        return topics.obstacle(partition, to);
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
