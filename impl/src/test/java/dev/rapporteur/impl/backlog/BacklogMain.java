package dev.rapporteur.impl.backlog;

import dev.rapporteur.impl.Xids;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.outbound.EncodedReport;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.ReportWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Runs in a JVM with a small heap: writes reports that nobody takes, opens the journal anew, reads all of them back and
 * verifies order and content. Ends with status 0 if all is well.
 */
final class BacklogMain {

    static final int PARTITIONS = 12;

    private static final String TOPIC = "backlog";
    private static final long MEMORY_BYTES = 32L << 20;
    private static final int BRANCH_REPORTS_PER_PART = 10_000;
    private static final int REPORTS_PER_FRAME = 20;
    private static final int SAMPLE_EVERY = 100;

    private final Path directory;
    private final long reports;
    private final byte[] payload;
    private long peakHeap;
    private final long[] nextOf = new long[PARTITIONS];

    private BacklogMain(Path directory, long reports, int payloadBytes) {
        this.directory = directory;
        this.reports = reports;
        this.payload = new byte[payloadBytes];
        for (int i = 0; i < PARTITIONS; i++) {
            nextOf[i] = i;
        }
    }

    /** Arguments: the directory, "frames" or "branch", how many reports, payload bytes of each. */
    public static void main(String[] arguments) {
        BacklogMain backlog =
                new BacklogMain(Path.of(arguments[0]), Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]));
        long began = System.nanoTime();
        if (arguments[1].equals("branch")) {
            backlog.writeBranch();
        } else {
            backlog.writeFrames();
        }
        backlog.say("written", began);
        backlog.readBack();
    }

    private long maxBytes() {
        return reports * (payload.length + 150L) / 4 * 5 + (1L << 30);
    }

    private JournalBench open() {
        return new JournalBench(directory, maxBytes(), MEMORY_BYTES);
    }

    private void writeFrames() {
        try (JournalBench bench = open()) {
            bench.append(new Frame.Route(TOPIC, PARTITIONS));
            for (long number = 0; number < reports; number += REPORTS_PER_FRAME) {
                bench.append(new Frame.Reports(Frame.NO_PARTS, block(number, REPORTS_PER_FRAME)));
            }
        }
    }

    private void writeBranch() {
        BranchXid xid = Xids.of(1);
        try (JournalBench bench = open()) {
            bench.append(new Frame.Route(TOPIC, PARTITIONS));
            for (long number = 0; number < reports; number += BRANCH_REPORTS_PER_PART) {
                bench.append(new Frame.BranchPart(1, block(number, BRANCH_REPORTS_PER_PART)));
            }
            bench.append(new Frame.BranchPrepared(xid, 1, ReportBlock.NONE));
            bench.append(new Frame.BranchDecided(xid, Frame.Decision.COMMIT, false));
        }
    }

    private ReportBlock block(long first, int wanted) {
        ReportWriter writer = new ReportWriter(new MemoryBudget(Long.MAX_VALUE));
        int count = (int) Math.min(wanted, reports - first);
        int size = Math.toIntExact(ReportWriter.sizeOf(TOPIC.length(), -1, payload.length));
        if (!writer.reserve(count * size)) {
            throw new IllegalStateException("no room for a block");
        }
        usedHeap();
        for (long number = first; number < first + count; number++) {
            int partition = (int) (number % PARTITIONS);
            writer.begin(1, number, 0, EncodedReport.Route.ROUTED, partition, TOPIC, null, 0);
            writer.end(payloadOf(number));
        }
        return writer.toBlock();
    }

    /** The report's number, then bytes that follow from it. */
    private byte[] payloadOf(long number) {
        Arrays.fill(payload, (byte) (31 * number));
        ByteBuffer.wrap(payload).putLong(number);
        return payload;
    }

    private void readBack() {
        long began = System.nanoTime();
        try (JournalBench bench = open()) {
            say("opened", began);
            long waiting = bench.outbound().totals().waitingReports();
            require(waiting == reports, waiting + " reports wait after the opening, not " + reports);
            System.gc();
            System.out.printf(Locale.ROOT, "heap with the whole backlog: %d MiB%n", usedHeap() >> 20);
            began = System.nanoTime();
            long read = bench.drain(this::verify);
            say("read back", began);
            require(read == reports, read + " reports were read back, not " + reports);
        }
        System.out.printf(
                Locale.ROOT,
                "peak heap: %d MiB of %d MiB%n",
                peakHeap >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private void verify(PartitionBuffer buffer, OutboundReport report) {
        int partition = buffer.id().number();
        long expected = nextOf[partition];
        require(report.id().number() == expected, report + " came where " + expected + " should");
        require(Arrays.equals(report.payload(), payloadOf(expected)), report + " has another payload than it had");
        nextOf[partition] = expected + PARTITIONS;
        if (expected % SAMPLE_EVERY == 0) {
            usedHeap();
        }
    }

    private void say(String what, long since) {
        double seconds = (System.nanoTime() - since) / 1e9;
        long megabytes = reports * payload.length / 1_000_000;
        System.out.printf(
                Locale.ROOT,
                "%s: %d reports, %d MB in %.1f s, %.0f MB/s%n",
                what,
                reports,
                megabytes,
                seconds,
                megabytes / seconds);
    }

    /** What the heap holds now, garbage included. */
    private long usedHeap() {
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        peakHeap = Math.max(peakHeap, used);
        return used;
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException(what);
        }
    }
}
