package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.StoredReport;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A report as the tool writes it out.
 *
 * @param id its id, which travels as header {@code report-id}
 * @param topic its topic
 * @param partition its partition; null if that isn't known yet
 * @param sequence its place
 * @param state what became of it
 * @param timestampMs milliseconds since 1970
 * @param key the key's bytes, or null
 * @param headers without the id's
 * @param payload the payload's bytes; null for a tombstone
 * @param reason why it is parked, or was dropped; null if it isn't
 * @param where segment and first byte in it; null if it is not told
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, only written out
public record ReportLine(
        String id,
        String topic,
        @Nullable Integer partition,
        long sequence,
        ReportState state,
        long timestampMs,
        byte @Nullable [] key,
        List<OutboundReport.Header> headers,
        byte @Nullable [] payload,
        @Nullable String reason,
        @Nullable String where) {

    static ReportLine of(OutboundReport report) {
        return new ReportLine(
                report.id().toString(),
                report.partition().topic(),
                report.partition().number(),
                report.sequence(),
                ReportState.UNDELIVERED,
                report.timestampMs(),
                report.key(),
                report.headers(),
                report.payload(),
                null,
                null);
    }

    static ReportLine of(
            StoredReport report,
            @Nullable Integer partition,
            long sequence,
            ReportState state,
            @Nullable String reason,
            @Nullable String where) {
        return new ReportLine(
                report.id().toString(),
                report.topic(),
                partition,
                sequence,
                state,
                report.timestampMs(),
                report.key(),
                report.headers(),
                report.payload(),
                reason,
                where);
    }

    /** As JSON on one line; bytes are base64. */
    public String toJson() {
        Json json = new Json()
                .field("id", id)
                .field("topic", topic)
                .json("partition", String.valueOf(partition))
                .field("sequence", sequence)
                .field("state", state.toString())
                .field("time", Instant.ofEpochMilli(timestampMs).toString())
                .field("timestampMs", timestampMs)
                .field("key", key)
                .json(
                        "headers",
                        headers.stream()
                                .map(header -> new Json()
                                        .field("name", header.name())
                                        .field("value", header.value())
                                        .toString())
                                .collect(Collectors.joining(",", "[", "]")))
                .field("payload", payload);
        Json reasoned = reason == null ? json : json.field("reason", reason);
        return (where == null ? reasoned : reasoned.field("at", where)).toString();
    }
}
