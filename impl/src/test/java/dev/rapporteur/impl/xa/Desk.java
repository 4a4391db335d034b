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
import dev.rapporteur.impl.outbound.ReadBack;
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

    private final JournalDirectory directory;
    private final ReportAdmission.Limits limits;
    private final JournalSettings settings;
    private final MemoryBudget memory;
    private final BranchTable branches;
    private Outbound outbound;
    private Journal journal;
    private ReadBack readBack;
    private TurnThread thread;

    Desk(JournalDirectory directory) {
        this(directory, new ReportAdmission.Limits(1_000_000, 1 << 26), 1 << 28);
    }

    Desk(JournalDirectory directory, ReportAdmission.Limits limits, long memoryBytes) {
        this(directory, limits, memoryBytes, 1 << 24, Patience.NONE);
    }

    Desk(
            JournalDirectory directory,
            ReportAdmission.Limits limits,
            long memoryBytes,
            long journalBytes,
            Patience patience) {
        this.directory = directory;
        this.limits = limits;
        this.settings = new JournalSettings(1 << 16, journalBytes, true, null, false);
        this.memory = new MemoryBudget(memoryBytes);
        this.outbound = new Outbound(OutboundListener.NONE, memory, () -> 0);
        Bell bell = new Bell();
        this.journal = open(bell);
        this.readBack = outbound.newReadBack(journal.newFiles());
        this.thread = TurnThread.start("journal-of-test", journal, bell);
        journal.append(new Frame.Route(TOPIC, PARTITIONS)).await();
        this.branches = new BranchTable(opening(), patience);
    }

    private Journal open(Bell bell) {
        return Journal.open(
                directory, settings, outbound, INCARNATIONS.getAndIncrement(), new UUID(3, 4), System::nanoTime, bell);
    }

    private OpenJournal opening() {
        return new OpenJournal(
                journal,
                outbound,
                new ReportAdmission(
                        new Router(outbound, key -> key.length, null),
                        topic -> topic.equals("narrow") ? 1_000 : Integer.MAX_VALUE,
                        memory,
                        limits,
                        InstantSource.system(),
                        journal.incarnation()));
    }

    /** Opens the journal anew in the same adapter, as after a failure. */
    void reopen() {
        close();
        outbound.discard();
        outbound = new Outbound(OutboundListener.NONE, memory, () -> 0);
        Bell bell = new Bell();
        journal = open(bell);
        readBack = outbound.newReadBack(journal.newFiles());
        thread = TurnThread.start("journal-of-test", journal, bell);
        branches.reopened(opening());
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
        buffers.forEach(buffer -> takeAll(buffer, payloads));
        return payloads;
    }

    /** Takes what is in memory, confirms it, and lets more be read back, until nothing comes any more. */
    private void takeAll(PartitionBuffer buffer, List<String> payloads) {
        List<OutboundReport> reports = takeNext(buffer);
        while (!reports.isEmpty()) {
            for (OutboundReport report : reports) {
                byte[] payload = report.payload();
                payloads.add(payload == null ? "tombstone" : new String(payload, StandardCharsets.UTF_8));
            }
            confirm(buffer, reports.get(reports.size() - 1).sequence() + 1);
            reports = takeNext(buffer);
        }
    }

    private List<OutboundReport> takeNext(PartitionBuffer buffer) {
        List<OutboundReport> reports = buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE);
        for (int i = 0; reports.isEmpty() && i < 3; i++) {
            readBack.hungry(buffer);
            readBack.turn();
            reports = buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE);
        }
        return reports;
    }

    private void confirm(PartitionBuffer buffer, long next) {
        buffer.acknowledge(next);
        journal.append(new Frame.Delivered(List.of(
                        new Frame.Position(buffer.id().topic(), buffer.id().number(), next))))
                .await();
    }

    /** Stops as a crash would for those who still hold resources, but orderly for the disk. */
    @Override
    public void close() {
        journal.stop();
        thread.join(Duration.ofSeconds(10));
    }
}
