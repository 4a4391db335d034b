package dev.rapporteur.impl.routing;

import dev.rapporteur.UnknownPartitionException;
import dev.rapporteur.impl.outbound.Routes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a report's partition in the caller's thread: the explicit one; else the configured partitioner's choice; without one as
 * Kafka's own partitioner would, by the key's hash, else one partition for all that a transaction sends to a topic. Lock-free.
 */
public final class Router {

    /** Stands for: no partition asked for. */
    public static final int ANY = -1;

    private final Routes routes;
    private final KeyHash keyHash;
    private final @Nullable StrictPartitioner partitioner;

    /**
     * Made once per engine.
     *
     * @param routes the known partition counts
     * @param keyHash Kafka's
     * @param partitioner the configured one, or null
     */
    public Router(Routes routes, KeyHash keyHash, @Nullable StrictPartitioner partitioner) {
        this.routes = routes;
        this.keyHash = keyHash;
        this.partitioner = partitioner;
    }

    /**
     * Chooses. For a topic not seen yet only an explicit partition is routed, and the partitioner is not asked: that is done when
     * it is seen.
     *
     * @param partition the partition asked for, or {@link #ANY}
     * @param key the key's bytes, or null
     * @param payload the payload's, or null
     * @param sticky a number drawn once for the branch
     * @return to be read by {@link Destination}
     * @throws UnknownPartitionException if the partition is negative, or beyond the known count
     * @throws dev.rapporteur.PartitionerException if the partitioner fails
     */
    public long route(String topic, int partition, byte @Nullable [] key, @Nullable ByteBuffer payload, int sticky) {
        int count = routes.partitionCount(topic);
        if (partition != ANY) {
            if (partition < 0 || (count > 0 && partition >= count)) {
                throw new UnknownPartitionException(topic, partition, count);
            }
            return Destination.routed(partition);
        }
        if (partitioner != null && count > 0) {
            return Destination.routed(
                    partitioner.choose(topic, key == null ? null : ByteBuffer.wrap(key), payload, count));
        }
        if (key != null) {
            int hash = keyHash.of(key);
            return count > 0 ? Destination.routed(hash % count) : Destination.hashed(hash);
        }
        return count > 0 ? Destination.routed((sticky & Integer.MAX_VALUE) % count) : Destination.IN_TURN;
    }
}
