package dev.rapporteur.impl.routing;

import dev.rapporteur.PartitionerException;
import dev.rapporteur.ReportPartitioner;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Asks the configured partitioner, and takes nothing from it but a partition that there is. For any thread. */
public record StrictPartitioner(ReportPartitioner partitioner) {

    /**
     * Asks.
     *
     * @param partitions at least 1
     * @return 0 to partitions, exclusive
     * @throws PartitionerException if it answers anything else, or throws
     */
    @SuppressWarnings("CatchingUnchecked") // somebody else's code: whatever it throws is its fault, and told as that
    public int choose(String topic, @Nullable ByteBuffer key, @Nullable ByteBuffer payload, int partitions) {
        int chosen;
        try {
            chosen = partitioner.partition(topic, readOnly(key), readOnly(payload), partitions);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw new PartitionerException(name(), topic, "has thrown " + e, e);
        }
        if (chosen < 0 || chosen >= partitions) {
            throw new PartitionerException(
                    name(), topic, "has chosen partition " + chosen + " of 0 to " + (partitions - 1), null);
        }
        return chosen;
    }

    private String name() {
        return partitioner.getClass().getName();
    }

    private static @Nullable ByteBuffer readOnly(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : bytes.asReadOnlyBuffer();
    }
}
