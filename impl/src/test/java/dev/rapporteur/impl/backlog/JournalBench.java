package dev.rapporteur.impl.backlog;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.ReadBack;
import dev.rapporteur.impl.thread.Bell;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;

/** A journal on the real disk with its fold and its read-back, all on one thread and without Kafka. */
final class JournalBench implements AutoCloseable {

    private static final int SEGMENT_BYTES = 64 << 20;
    private static final long TAKE_BYTES = 1 << 20;
    private static final int IDLE_TURNS_AT_MOST = 10_000;

    private final MemoryBudget memory;
    private final Outbound outbound;
    private final Journal journal;
    private final ReadBack readBack;

    JournalBench(Path directory, long maxBytes, long memoryBytes) {
        memory = new MemoryBudget(memoryBytes);
        outbound = new Outbound(OutboundListener.ofHungry(this::hungry), memory, () -> System.nanoTime() / 1_000_000);
        journal = Journal.open(
                FileSystemDirectory.at(directory),
                new JournalSettings(SEGMENT_BYTES, maxBytes, false, null, false),
                outbound,
                System.nanoTime(),
                new UUID(3, 3),
                System::nanoTime,
                new Bell());
        readBack = outbound.newReadBack(journal.newFiles());
        outbound.partitions().forEach(this::hungry);
    }

    Outbound outbound() {
        return outbound;
    }

    /** Appends a frame, and writes it. */
    void append(Frame frame) {
        Append append = journal.append(frame);
        journal.turn();
        if (append.outcome() != Append.Outcome.DONE) {
            throw new IllegalStateException("The journal did not take a frame", append.cause());
        }
    }

    /**
     * Takes all that waits, partition after partition, as a dispatcher would.
     *
     * @param reader gets each report
     * @return how many there were
     */
    long drain(BiConsumer<PartitionBuffer, OutboundReport> reader) {
        long count = 0;
        int idle = 0;
        while (outbound.totals().waitingReports() > 0) {
            int taken = drainOnce(reader);
            count += taken;
            idle = taken == 0 ? idle + 1 : 0;
            if (idle > IDLE_TURNS_AT_MOST) {
                throw new IllegalStateException(outbound.totals().waitingReports() + " reports wait, none can be had");
            }
        }
        return count;
    }

    private int drainOnce(BiConsumer<PartitionBuffer, OutboundReport> reader) {
        int count = 0;
        for (PartitionBuffer buffer : outbound.partitions()) {
            List<OutboundReport> reports = buffer.take(Integer.MAX_VALUE, TAKE_BYTES);
            reports.forEach(report -> reader.accept(buffer, report));
            if (!reports.isEmpty()) {
                count += reports.size();
                long next = reports.get(reports.size() - 1).sequence() + 1;
                buffer.acknowledge(next);
                journal.appendLazily(new Frame.Delivered(
                        List.of(new Position(buffer.id().topic(), buffer.id().number(), next))));
            }
            journal.turn();
            readBack.turn();
        }
        return count;
    }

    private void hungry(PartitionBuffer buffer) {
        readBack.hungry(buffer);
    }

    @Override
    public void close() {
        journal.close();
        readBack.stop();
        readBack.turn();
        outbound.discard();
    }
}
