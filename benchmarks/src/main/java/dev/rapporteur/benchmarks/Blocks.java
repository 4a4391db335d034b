package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.outbound.EncodedReport;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.ReportWriter;

/** Encoded reports for {@link BareEngine}. */
final class Blocks {

    private Blocks() {}

    /** So many reports, one after the other to the partitions from this one on. */
    static ReportBlock of(int reports, int payloadBytes, int firstPartition) {
        ReportWriter writer = new ReportWriter(new MemoryBudget(Long.MAX_VALUE));
        byte[] payload = new byte[payloadBytes];
        int size = Math.toIntExact(ReportWriter.sizeOf(BareEngine.TOPIC.length(), -1, payloadBytes));
        for (int i = 0; i < reports; i++) {
            writer.reserve(size);
            writer.begin(
                    1,
                    i,
                    System.currentTimeMillis(),
                    EncodedReport.Route.ROUTED,
                    (firstPartition + i) % BareEngine.PARTITIONS,
                    BareEngine.TOPIC,
                    null,
                    0);
            writer.end(payload);
        }
        return writer.toBlock();
    }
}
