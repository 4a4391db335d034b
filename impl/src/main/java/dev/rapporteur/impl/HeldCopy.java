package dev.rapporteur.impl;

import dev.rapporteur.impl.dispatch.ClusterView;
import dev.rapporteur.impl.outbound.PartitionId;
import org.jspecify.annotations.Nullable;

/** Nothing of a journal that is a copy may be sent, to no partition. */
record HeldCopy(@Nullable String obstacle) implements ClusterView {

    @Override
    public @Nullable String against(PartitionId partition, PartitionId to) {
        return obstacle;
    }

    @Override
    public int leader(PartitionId partition) {
        return NO_LEADER;
    }

    @Override
    public void recheck(PartitionId partition) {
        // Kafka is not what holds it.
    }
}
