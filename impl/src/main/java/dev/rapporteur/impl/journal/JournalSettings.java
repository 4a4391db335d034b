package dev.rapporteur.impl.journal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the journal must know of the configuration.
 *
 * @param segmentBytes a segment is sealed when it has reached this size, in bytes
 * @param maxBytes reports are refused when the journal's files would grow beyond this, in bytes
 * @param sync whether an append waits for the disk; if not, for the operating system
 * @param expectedId refuse any other journal; null takes what is there
 */
public record JournalSettings(
        int segmentBytes,
        long maxBytes,
        boolean sync,
        @Nullable UUID expectedId) {}
