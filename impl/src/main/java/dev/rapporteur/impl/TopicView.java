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

    /** One that is not there any more is gone with all that hung there. */
    @Override
    public List<PartitionId> destinations(PartitionId partition) {
        List<PartitionId> ever = destinations.everOf(partition);
        PartitionId present = ever.get(0);
        return ever.stream()
                .filter(one -> one.equals(present) || topics.obstacle(one) == null)
                .toList();
    }

    @Override
    public List<PartitionId> othersAt(PartitionId destination) {
        return destinations.othersEverTo(destination);
    }

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
