package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Where markers go, and what they say besides a position. Safe for any thread. */
interface Progress {

    /**
     * The progress topic as it was last seen.
     *
     * @param clusterId the cluster's
     * @param leaders who leads its partitions
     */
    record Place(String clusterId, ProgressTopic.Leaders leaders) {}

    /** Where markers go now; null: not known yet. */
    @Nullable
    Place place();

    /** As {@link TransactionalIds#hasNearer}, as far as coordinators are known. */
    boolean hasNearer(String transactionalId, int broker);

    /** Of these partitions there is a marker in Kafka from now on: their transaction has committed. */
    void marked(Collection<PartitionId> partitions);

    /** Somebody else has ended a producer of ours. */
    void fenced();

    /** Tells when what was committed is final. */
    FinalityWatch finality();

    /**
     * What a partition's marker is to say.
     *
     * @param from the first sequence in its transaction
     * @param next the one behind the last
     * @param takenBy the number of the partition to which they went
     * @param firstOffset where the first stands, or {@link Marker#NO_OFFSET}
     */
    Marker marker(Place place, PartitionId partition, long from, long next, int takenBy, long firstOffset);
}
