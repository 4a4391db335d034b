package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import org.jspecify.annotations.Nullable;

/** What the cluster's metadata says of sending, as it was last seen. Lock-free, for any thread. */
public interface ClusterView {

    /** In place of a broker's id: no leader is known. */
    int NO_LEADER = -1;

    /** A sentence for operators: why the partition can't be sent to (its topic is gone, it has fewer partitions); or null. */
    @Nullable
    String against(PartitionId partition);

    /** The id of the broker that leads the partition, 0 or more; or {@link #NO_LEADER}. */
    int leader(PartitionId partition);

    /** Nothing moves in this partition: look soon whether its topic is still what it was. May be called often. */
    void recheck(PartitionId partition);
}
