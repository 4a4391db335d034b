package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster's metadata says of sending, as it was last seen, and where reports are to go. It speaks of partitions as the
 * cluster has them: of those that take reports. Lock-free, for any thread.
 */
public interface ClusterView {

    /** In place of a broker's id: no leader is known. */
    int NO_LEADER = -1;

    /** The partition that takes this one's reports: its own, unless an operator has mapped it to another one. */
    default PartitionId destination(PartitionId partition) {
        return partition;
    }

    /**
     * Where transactions with the partition's reports may hang: where they go now, first; then where they went before. But for what
     * is surely gone; what can't be seen just now is not. Two answers may differ.
     */
    default List<PartitionId> mayHangAt(PartitionId partition) {
        return List.of(partition);
    }

    /** Whose reports may besides be in a transaction that hangs there. */
    default List<PartitionId> othersAt(PartitionId destination) {
        return List.of();
    }

    /**
     * A sentence for operators: why that one can't be sent to (its topic is gone, it has fewer partitions); or null.
     *
     * @param partition whose reports go there
     */
    @Nullable
    String against(PartitionId partition, PartitionId to);

    /** The id of the broker that leads the partition, 0 or more; or {@link #NO_LEADER}. */
    int leader(PartitionId partition);

    /** Nothing moves in this partition: look soon whether its topic is still what it was. May be called often. */
    void recheck(PartitionId partition);
}
