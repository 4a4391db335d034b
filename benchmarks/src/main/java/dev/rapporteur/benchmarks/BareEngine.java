package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.ReadBack;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.TurnThread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Journal and partition buffers as an engine has them, without Kafka: frames in, and what the buffers give out. One topic,
 * whose partitions are known. For any thread.
 */
final class BareEngine implements AutoCloseable {

    static final String TOPIC = "benchmark";
    static final int PARTITIONS = 16;

    /** As an engine has it by default. */
    static final int SEGMENT_BYTES = 32 << 20;

    private static final long MAX_BYTES = 16L << 30;
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(1);
    private static final long BEGINNING = System.nanoTime();

    private final Outbound outbound;
    private final Journal journal;
    private final TurnThread thread;
    private final ReadBack readBack;
    private final TurnThread readBackThread;

    private BareEngine(Path directory, Disk disk, long memoryMaxBytes, int segmentBytes) {
        outbound = new Outbound(
                OutboundListener.ofHungry(this::hungry),
                new MemoryBudget(memoryMaxBytes),
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - BEGINNING));
        Bell bell = new Bell();
        journal = Journal.open(
                new SlowDirectory(FileSystemDirectory.at(directory), disk),
                new JournalSettings(segmentBytes, MAX_BYTES, true, null, false),
                outbound,
                System.nanoTime(),
                UUID.randomUUID(),
                System::nanoTime,
                bell);
        readBack = outbound.newReadBack(journal.newFiles());
        thread = TurnThread.start("benchmark-journal", journal, bell);
        readBackThread = TurnThread.start("benchmark-readback", readBack, readBack.bell());
    }

    static BareEngine open(Path directory, Disk disk, long memoryMaxBytes) {
        return open(directory, disk, memoryMaxBytes, SEGMENT_BYTES);
    }

    static BareEngine open(Path directory, Disk disk, long memoryMaxBytes, int segmentBytes) {
        BareEngine engine = new BareEngine(directory, disk, memoryMaxBytes, segmentBytes);
        if (engine.outbound.partitionCount(TOPIC) == 0) {
            engine.append(new Frame.Route(TOPIC, PARTITIONS));
        }
        return engine;
    }

    /** Whoever takes looks for himself what is ready. */
    private void hungry(PartitionBuffer buffer) {
        readBack.hungry(buffer);
    }

    /** Returns when the frame is durable. */
    void append(Frame frame) {
        Append append = journal.append(frame);
        if (append.await() != Append.Outcome.DONE) {
            throw new IllegalStateException("The journal did not take a frame: " + append.outcome(), append.cause());
        }
    }

    void appendLazily(Frame frame) {
        journal.appendLazily(frame);
    }

    Outbound outbound() {
        return outbound;
    }

    /** Nothing lives in segments below this one. */
    int oldestSegment() {
        return journal.oldestSegment();
    }

    @Override
    public void close() {
        readBack.stop();
        if (!readBackThread.join(ENDS_WITHIN)) {
            throw new IllegalStateException("The reading thread has not ended within " + ENDS_WITHIN);
        }
        journal.stop();
        if (!thread.join(ENDS_WITHIN)) {
            throw new IllegalStateException("The journal's thread has not ended within " + ENDS_WITHIN);
        }
    }
}
