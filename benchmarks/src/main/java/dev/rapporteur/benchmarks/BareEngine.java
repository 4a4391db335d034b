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
import org.jspecify.annotations.Nullable;

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

    private BareEngine(Outbound outbound, Journal journal, Listener listener, Bell bell) {
        this.outbound = outbound;
        this.journal = journal;
        this.readBack = outbound.newReadBack(journal.newFiles());
        listener.readBack = readBack;
        this.thread = TurnThread.start("benchmark-journal", journal, bell);
        this.readBackThread = TurnThread.start("benchmark-readback", readBack, readBack.bell());
    }

    static BareEngine open(Path directory, Disk disk, long memoryMaxBytes) {
        return open(directory, disk, memoryMaxBytes, SEGMENT_BYTES);
    }

    static BareEngine open(Path directory, Disk disk, long memoryMaxBytes, int segmentBytes) {
        Listener listener = new Listener();
        Outbound outbound = new Outbound(
                listener,
                new MemoryBudget(memoryMaxBytes),
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - BEGINNING));
        Bell bell = new Bell();
        Journal journal = Journal.open(
                new SlowDirectory(FileSystemDirectory.at(directory), disk),
                new JournalSettings(segmentBytes, MAX_BYTES, true, null, false),
                outbound,
                System.nanoTime(),
                UUID.randomUUID(),
                System::nanoTime,
                bell);
        BareEngine engine = new BareEngine(outbound, journal, listener, bell);
        if (outbound.partitionCount(TOPIC) == 0) {
            engine.append(new Frame.Route(TOPIC, PARTITIONS));
        }
        return engine;
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

    /** Bytes of the journal's files. */
    long bytes() {
        return journal.bytes();
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

    /** Whoever takes looks for himself; only what is to be read back is passed on. */
    private static final class Listener implements OutboundListener {
        private volatile @Nullable ReadBack readBack;

        @Override
        public void ready(PartitionBuffer buffer) {}

        @Override
        public void topicWanted(String topic) {}

        @Override
        public void hungry(PartitionBuffer buffer) {
            ReadBack reader = readBack;
            if (reader != null) {
                reader.hungry(buffer);
            }
        }

        @Override
        public void workWanted() {}
    }
}
