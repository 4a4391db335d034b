package dev.rapporteur.impl.outbound;

import dev.rapporteur.ReportId;
import dev.rapporteur.impl.journal.BlockAt;

/**
 * A report that Kafka refused for good: out of its partition's queue, kept in the journal.
 *
 * @param partition where it stood
 * @param sequence its place there, which names it while it is parked
 * @param id its id
 * @param reason why it was parked
 * @param sinceMs when, in milliseconds since 1970
 * @param at where it lies: cleaning may move it
 */
public record ParkedReport(PartitionId partition, long sequence, ReportId id, String reason, long sinceMs, BlockAt at) {

    /** Bytes that it takes, as encoded. */
    public int size() {
        return at.length();
    }

    ParkedReport movedTo(BlockAt copy) {
        return new ParkedReport(partition, sequence, id, reason, sinceMs, copy);
    }
}
