package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;

/**
 * How much a link may be given before it is acknowledged, so that the client's buffer never runs full.
 *
 * <p>The client allocates whole batches. Of a partition with something in flight at most the batch on the wire and the
 * newest one are partly filled; any two neighbours between them hold more than one batch's bytes. So a partition with b
 * bytes in flight takes at most 2 (b + batch).
 *
 * @param bytes the client's buffer
 * @param batchBytes size of a batch
 * @param maxReportBytes size of the largest report, as the journal encodes it
 */
public record LinkMemory(long bytes, int batchBytes, int maxReportBytes) {

    private static final int BATCHES_AHEAD = 4;

    /** By which a record on the wire may be longer than the report as the journal encodes it: its id as header, varints. */
    private static final int WIRE_OVERHEAD = 64;

    /** Checks that one report always fits. */
    public LinkMemory {
        if (bytes < 4L * (batchBytes + maxReportBytes)) {
            throw new IllegalArgumentException("A link's memory of " + bytes + " bytes is too small for batches of "
                    + batchBytes + " and reports of " + maxReportBytes);
        }
    }

    /** What a report counts for. */
    int weight(OutboundReport report) {
        return report.size() + WIRE_OVERHEAD;
    }

    /** What is booked for a partition. */
    long booked(long inFlightBytes) {
        return inFlightBytes == 0 ? 0 : 2 * (batchBytes + inFlightBytes);
    }

    /** While less than this is booked in total, one more report of any size fits. */
    long bookable() {
        return bytes - 2L * (batchBytes + maxReportBytes + WIRE_OVERHEAD);
    }

    /** While a partition has less than this in flight, it may send more. */
    long window() {
        return (long) BATCHES_AHEAD * batchBytes;
    }
}
