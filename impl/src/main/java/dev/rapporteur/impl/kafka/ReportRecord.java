package dev.rapporteur.impl.kafka;

import dev.rapporteur.ReportId;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A report as Kafka's client takes it, for the partition that it goes to. */
final class ReportRecord {

    private ReportRecord() {}

    static ProducerRecord<byte[], byte[]> of(OutboundReport report, PartitionId to) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(to.topic(), to.number(), report.timestampMs(), report.key(), report.payload());
        for (OutboundReport.Header header : report.headers()) {
            record.headers().add(header.name(), header.value());
        }
        record.headers().add(ReportId.HEADER, report.id().toString().getBytes(StandardCharsets.US_ASCII));
        return record;
    }
}
