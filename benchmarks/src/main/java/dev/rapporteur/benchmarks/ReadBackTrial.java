package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.outbound.OutboundReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How fast waiting reports come out of the partition buffers of a journal that was opened anew, in MB a second. */
final class ReadBackTrial implements Trial {

    static final String NAME = "taken from the partition buffers";

    private static final int PAYLOAD_BYTES = 1024;
    private static final int PER_FRAME = 100;
    private static final long MEMORY_MAX_BYTES = 32L << 20;
    private static final long NOTHING_FOR_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long REST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final double MEGABYTE = 1e6;

    private final Path journal;
    private final long payloadBytes;
    private final boolean fromDisk;

    /**
     * Over a journal that {@link #prepare} makes and {@link #figure} empties.
     *
     * @param journal its directory
     * @param payloadBytes how much waits in it
     * @param fromDisk whether it is to be read from the disk; if not, from the page cache, where it is since it was written
     */
    ReadBackTrial(Path journal, long payloadBytes, boolean fromDisk) {
        this.journal = journal;
        this.payloadBytes = payloadBytes;
        this.fromDisk = fromDisk;
    }

    @Override
    public String name() {
        return NAME;
    }

    Path journal() {
        return journal;
    }

    /** Makes the journal, unless it is there, to be read from where it shall be. */
    void prepare() throws IOException, InterruptedException {
        if (!Files.exists(journal)) {
            write();
        }
        if (fromDisk) {
            PageCache.forget(journal);
        }
    }

    private void write() {
        ReportBlock block = Blocks.of(PER_FRAME, PAYLOAD_BYTES, 0);
        try (BareEngine engine = BareEngine.open(journal, Disk.REAL, MEMORY_MAX_BYTES)) {
            for (long i = 0; i < frames(); i++) {
                engine.append(new Frame.Reports(Frame.NO_PARTS, block));
            }
        }
    }

    @Override
    public double figure() throws IOException, InterruptedException {
        prepare();
        try (BareEngine engine = BareEngine.open(journal, Disk.REAL, MEMORY_MAX_BYTES)) {
            return takeAll(engine);
        } finally {
            Directories.delete(journal);
        }
    }

    private double takeAll(BareEngine engine) {
        Consumer consumer = new Consumer(engine, 0, ReadBackTrial::payloadOf);
        long expected = frames() * PER_FRAME * PAYLOAD_BYTES;
        long start = System.nanoTime();
        long lastAt = start;
        long bytes = 0;
        while (bytes < expected) {
            long taken = consumer.round();
            bytes += taken;
            long now = System.nanoTime();
            if (taken > 0) {
                lastAt = now;
            } else if (now - lastAt > NOTHING_FOR_NANOS) {
                throw new IllegalStateException("Only " + bytes + " of " + expected + " bytes came out");
            } else {
                LockSupport.parkNanos(REST_NANOS); // spinning would take the processor from those that read and release
            }
        }
        return bytes / MEGABYTE * 1e9 / (System.nanoTime() - start);
    }

    /** Copied out, as the dispatcher hands it to Kafka's client. */
    private static long payloadOf(OutboundReport report) {
        return Objects.requireNonNull(report.payload()).length;
    }

    private long frames() {
        return payloadBytes / (PER_FRAME * PAYLOAD_BYTES);
    }
}
