package dev.rapporteur.impl.outbound;

import dev.rapporteur.Report;
import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.ReportBlock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Partition buffers as the fold would fill them, for tests of what comes after it. */
public final class Buffers {

    private static final MemoryBudget MEMORY = new MemoryBudget(Long.MAX_VALUE);

    private static long number;

    private Buffers() {}

    /** An empty buffer. */
    public static PartitionBuffer of(String topic, int partition) {
        return new PartitionBuffer(
                new PartitionId(topic, partition), 0, MEMORY, new LiveSegments(), one -> {}, () -> 0);
    }

    /** Places committed reports with these payloads, in order. */
    public static void place(PartitionBuffer buffer, String... payloads) {
        for (String payload : payloads) {
            place(buffer, Report.to(buffer.id().topic()).payload(payload).build());
        }
    }

    /** From here on an operator has the partition's reports sent to that one. */
    public static void map(Destinations destinations, PartitionId from, PartitionId to) {
        destinations.mapped(new Frame.Mapped(from.topic(), from.number(), to.number()));
    }

    /** Places so many committed reports, with their sequences as payloads. */
    public static void place(PartitionBuffer buffer, int count) {
        for (int i = 0; i < count; i++) {
            place(buffer, Long.toString(buffer.nextSequence()));
        }
    }

    /** Places a committed report. */
    public static void place(PartitionBuffer buffer, Report report) {
        ReportWriter writer = new ReportWriter(MEMORY);
        byte @Nullable [] key = report.key() == null ? null : bytes(report.key());
        writer.reserve(
                (1 << 10) + (report.payload() == null ? 0 : report.payload().remaining() * 2));
        writer.begin(
                1,
                nextNumber(),
                report.timestamp() == null ? 0 : report.timestamp().toEpochMilli(),
                EncodedReport.Route.ROUTED,
                buffer.id().number(),
                report.topic(),
                key,
                report.headers().size());
        report.headers().forEach(header -> writer.header(header.name(), header.value()));
        writer.end(report.payload());
        ReportBlock block = writer.toBlock();
        HeldBytes held = new HeldBytes(MEMORY, block.bytes(), block.length());
        buffer.place(
                new BlockAt(1, 0, block.length()),
                1,
                buffer.nextSequence(),
                Fate.COMMITTED,
                new PartitionBuffer.Loaded(held, 0),
                0,
                0);
    }

    /** As after a crash: what is not delivered waits again. */
    public static PartitionBuffer anew(PartitionBuffer before) {
        PartitionBuffer after = new PartitionBuffer(
                before.id(), before.deliveredSequence(), MEMORY, new LiveSegments(), one -> {}, () -> 0);
        place(after, Math.toIntExact(before.nextSequence() - before.deliveredSequence()));
        return after;
    }

    /** What the fold does with a Delivered frame. */
    public static void release(PartitionBuffer buffer, long nextSequence) {
        buffer.release(nextSequence);
    }

    /** The report's payload as text. */
    public static String text(OutboundReport report) {
        byte[] payload = report.payload();
        return payload == null ? "" : new String(payload, StandardCharsets.UTF_8);
    }

    private static synchronized long nextNumber() {
        return number++;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
