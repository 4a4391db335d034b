package dev.rapporteur.impl.simulation;

import dev.rapporteur.PartitionerException;
import dev.rapporteur.impl.outbound.StoredReport;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Somebody's partitioner, in one life of three: what it chooses follows from the report alone, and now and then it fails. It has a
 * source of random numbers of its own, so that the other lives stay as they are.
 */
final class SimulatedPartitioner {

    private static final int LIVES = 3;

    private final SplittableRandom random;
    private final boolean configured;
    private boolean mended;

    SimulatedPartitioner(long seed) {
        this.random = new SplittableRandom(~seed);
        this.configured = seed % LIVES == 1;
    }

    /** Whether topics that are seen for the first time are routed by choice. */
    boolean isConfigured() {
        return configured;
    }

    /** From here on it does not fail. */
    void mend() {
        mended = true;
    }

    OptionalInt choose(StoredReport report, int partitions) {
        if (!mended && random.nextInt(8) == 0) {
            throw new PartitionerException("simulated", report.topic(), "has failed", null);
        }
        return OptionalInt.of(
                choice(report.id().number(), Objects.requireNonNull(report.payload()).length, partitions));
    }

    static int choice(long number, int payloadBytes, int partitions) {
        return Math.floorMod(number + payloadBytes, partitions);
    }
}
