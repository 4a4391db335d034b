package dev.rapporteur.impl.xa;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalDirectory;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.routing.Router;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.TurnThread;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Branches over a real journal with its own thread, and no Kafka: what has committed stands in the buffers. */
final class Desk implements AutoCloseable {

    static final String TOPIC = "payments";
    static final int PARTITIONS = 2;

    private static final AtomicLong INCARNATIONS = new AtomicLong(1);
    private static final OutboundListener NOBODY = new OutboundListener() {
        @Override
        public void ready(PartitionBuffer buffer) {}

        @Override
        public void topicWanted(String topic) {}
    };

    private final MemoryBudget memory;
    private final Outbound outbound;
    private final Journal journal;
    private final BranchTable branches;
    private final TurnThread thread;

    Desk(JournalDirectory directory) {
        this(directory, new ReportAdmission.Limits(1_000_000, 1 << 26), 1 << 28);
    }

    Desk(JournalDirectory directory, ReportAdmission.Limits limits, long memoryBytes) {
        memory = new MemoryBudget(memoryBytes);
        outbound = new Outbound(NOBODY, memory, () -> 0);
        Bell bell = new Bell();
        journal = Journal.open(
                directory,
                new JournalSettings(1 << 16, 1 << 24, true, null),
                outbound,
                INCARNATIONS.getAndIncrement(),
                new UUID(3, 4),
                System::nanoTime,
                bell);
        thread = TurnThread.start("journal-of-test", journal, bell);
        journal.append(new Frame.Route(TOPIC, PARTITIONS)).await();
        branches = new BranchTable(
                journal,
                outbound,
                new ReportAdmission(
                        new Router(outbound, key -> key.length),
                        topic -> topic.equals("narrow") ? 1_000 : Integer.MAX_VALUE,
                        memory,
                        limits,
                        InstantSource.system(),
                        journal.incarnation()));
    }

    ReportXAResource newResource() {
        return new ReportXAResource(branches);
    }

    BranchTable branches() {
        return branches;
    }

    Journal journal() {
        return journal;
    }

    Outbound outbound() {
        return outbound;
    }

    MemoryBudget memory() {
        return memory;
    }

    /** The payloads that have left for Kafka by now, partition by partition, in order. Takes them. */
    List<String> committed() {
        List<PartitionBuffer> buffers = new ArrayList<>(outbound.partitions());
        buffers.sort(Comparator.comparing(buffer -> buffer.id().toString()));
        List<String> payloads = new ArrayList<>();
        for (PartitionBuffer buffer : buffers) {
            for (OutboundReport report : buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE)) {
                byte[] payload = report.payload();
                payloads.add(payload == null ? "tombstone" : new String(payload, StandardCharsets.UTF_8));
            }
        }
        return payloads;
    }

    /** Stops as a crash would for those who still hold resources, but orderly for the disk. */
    @Override
    public void close() {
        journal.stop();
        thread.join(Duration.ofSeconds(10));
    }
}
