package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import org.jspecify.annotations.Nullable;

/** What the cluster's metadata says against sending. Lock-free, for any thread. */
public interface Obstacles {

    /** A sentence for operators: why the partition can't be sent to (its topic is gone, it has fewer partitions); or null. */
    @Nullable
    String against(PartitionId partition);

    /** Nothing moves in this partition: look soon whether its topic is still what it was. May be called often. */
    void recheck(PartitionId partition);
}
