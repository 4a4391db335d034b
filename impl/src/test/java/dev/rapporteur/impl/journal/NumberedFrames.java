package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.outbound.EncodedReport;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.ReportWriter;
import dev.rapporteur.impl.thread.Bell;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Frames that carry a number, and journals of them in the real file system: all that the tests with other processes need to
 * know of frames and settings.
 */
final class NumberedFrames {

    private static final String TOPIC = "numbered";
    private static final UUID ID = new UUID(3, 3);
    private static final MemoryBudget MEMORY = new MemoryBudget(Long.MAX_VALUE);

    private NumberedFrames() {}

    /** A frame with one report, whose payload ends with the number. */
    static Frame report(long number, int payloadBytes) {
        ReportWriter writer = new ReportWriter(MEMORY);
        if (!writer.reserve((int) ReportWriter.sizeOf(TOPIC.length(), -1, payloadBytes))) {
            throw new IllegalStateException("No room for " + payloadBytes + " bytes");
        }
        ByteBuffer payload = ByteBuffer.allocate(payloadBytes).putLong(payloadBytes - Long.BYTES, number);
        writer.begin(1, number, 0, EncodedReport.Route.ROUTED, 0, TOPIC, null, 0);
        writer.end(payload);
        return new Frame.Reports(Frame.NO_PARTS, writer.toBlock());
    }

    /** A frame of the kind that must fit also when reports don't. */
    static Frame decision(long number) {
        byte[] branch = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        return new Frame.BranchDecided(
                new BranchXid(1, new byte[] {1}, branch), Frame.Decision.ROLLBACK, /* heuristic= */ false);
    }

    /** The number that a frame carries. */
    static OptionalLong numberOf(Frame frame) {
        if (frame instanceof Frame.Reports reports) {
            ReportBlock block = reports.reports();
            return OptionalLong.of(ByteBuffer.wrap(block.bytes()).getLong(block.end() - Long.BYTES));
        }
        return OptionalLong.empty();
    }

    /** The journal of a plan. */
    static Journal open(VictimPlan plan, Fold fold, Bell bell) {
        return Journal.open(
                FileSystemDirectory.at(plan.directory()),
                new JournalSettings(plan.segmentBytes(), plan.maxBytes(), plan.sync(), null, false),
                fold,
                System.nanoTime(),
                ID,
                System::nanoTime,
                bell);
    }

    /** What is in a journal that nobody has open, as the next start finds it. */
    static NumberLog reopen(VictimPlan plan) {
        NumberLog log = new NumberLog();
        open(plan, log, new Bell()).close();
        return log;
    }
}
