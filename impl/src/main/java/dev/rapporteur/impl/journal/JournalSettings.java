package dev.rapporteur.impl.journal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the journal must know of the configuration.
 *
 * @param segmentBytes a segment is sealed when it has reached this size, in bytes
 * @param maxBytes the journal's files take no more than this, in bytes
 * @param sync whether an append waits for the disk; if not, for the operating system
 * @param expectedId refuse any other journal; null takes what is there
 * @param acceptCopy whether a copied or restored directory is taken for the journal itself from here on
 */
public record JournalSettings(
        int segmentBytes,
        long maxBytes,
        boolean sync,
        @Nullable UUID expectedId,
        boolean acceptCopy) {

    /** Segments' worth of bytes that reports never take: two spares, what is moved, and decisions and deliveries. */
    private static final int KEPT_SEGMENTS = 4;

    /** Bytes up to which reports are taken: the rest is for the reserve, for decisions, deliveries and what is moved. */
    long roomForReports() {
        return Math.max(0, maxBytes - (long) KEPT_SEGMENTS * segmentBytes);
    }

    /** Bytes up to which reports are parked: a little more, so that a full journal can still let its partitions go on. */
    long roomForParked() {
        return roomForReports() + segmentBytes;
    }
}
