package dev.rapporteur.impl.outbound;

import org.jspecify.annotations.Nullable;

/**
 * A reading of one partition, of one moment; or of a topic's reports that wait until its partitions are known.
 *
 * @param id the partition; with the number {@link dev.rapporteur.impl.journal.Frame#UNROUTED} while it is not known
 * @param reports that wait, decided or not
 * @param bytes of these, as encoded
 * @param oldestMs when the oldest of them was placed, by the engine's clock; {@link Long#MAX_VALUE} if none waits
 * @param next all below this sequence is delivered
 * @param delivered reports that were delivered since the journal was opened: only those are counted that were in memory
 * @param held why it stands still, as a sentence; null if it doesn't
 * @param heldSinceMs since when it does, by the engine's clock; {@link Long#MAX_VALUE} if it doesn't
 */
public record PartitionReading(
        PartitionId id,
        long reports,
        long bytes,
        long oldestMs,
        long next,
        long delivered,
        @Nullable String held,
        long heldSinceMs) {}
