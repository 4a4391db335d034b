package dev.rapporteur.tool;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.outbound.EncodedReport;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.ParkedReport;
import dev.rapporteur.impl.outbound.ParkedReports;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.ReportWriter;
import dev.rapporteur.impl.thread.Bell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import javax.transaction.xa.Xid;

/** A journal on the real file system, as an engine would write it, without an engine: its turns are taken by the caller. */
final class WrittenJournal implements AutoCloseable {

    static final UUID ID = new UUID(5, 6);

    /** Instead of a partition: any, as the sequence falls. */
    static final int IN_TURN = -1;

    private final Outbound outbound =
            new Outbound(OutboundListener.NONE, new MemoryBudget(1 << 26), System::currentTimeMillis);
    private final Journal journal;
    private long number;

    WrittenJournal(Path directory) {
        this(directory, 1);
    }

    /** Opens it; its reports are numbered from here on. */
    WrittenJournal(Path directory, long firstNumber) {
        number = firstNumber;
        journal = Journal.open(
                FileSystemDirectory.at(directory),
                new JournalSettings(4_096, 1 << 24, true, null, false),
                outbound,
                System.nanoTime(),
                ID,
                System::nanoTime,
                new Bell());
    }

    void append(Frame frame) {
        Append append = journal.append(frame);
        while (append.outcome() == null) {
            long unused = journal.turn();
        }
        if (append.outcome() != Append.Outcome.DONE) {
            throw new AssertionError(frame + ": " + append.outcome(), append.cause());
        }
    }

    void route(String topic, int partitions) {
        append(new Frame.Route(topic, partitions));
    }

    /** Commits a report to a partition. */
    void commit(String topic, int partition, String... payloads) {
        append(new Frame.Reports(Frame.NO_PARTS, block(topic, partition, payloads)));
    }

    void prepare(String branch, String topic, int partition, String... payloads) {
        append(new Frame.BranchPrepared(xid(branch), Frame.NO_PARTS, block(topic, partition, payloads)));
    }

    /** Writes reports of a branch, which gives them no places before it is prepared or committed. */
    void part(long branch, String topic, int partition, String... payloads) {
        append(new Frame.BranchPart(branch, block(topic, partition, payloads)));
    }

    /** Commits the parts of a branch, and then these. */
    void commitParts(long branch, String topic, int partition, String... payloads) {
        append(new Frame.Reports(branch, block(topic, partition, payloads)));
    }

    /** Prepares the parts of a branch, and then these. */
    void prepareParts(String name, long branch, String topic, int partition, String... payloads) {
        append(new Frame.BranchPrepared(xid(name), branch, block(topic, partition, payloads)));
    }

    void drop(long branch) {
        append(new Frame.BranchDropped(branch));
    }

    void decide(String branch, Frame.Decision decision) {
        append(new Frame.BranchDecided(xid(branch), decision, false));
    }

    void release(String branch) {
        append(new Frame.Released(xid(branch)));
    }

    /** Kafka has confirmed up to so many reports of a partition, if any can be sent. */
    void deliverSome(String topic, int partition, int most) {
        for (PartitionBuffer buffer : outbound.partitions()) {
            if (buffer.id().topic().equals(topic) && buffer.id().number() == partition) {
                List<OutboundReport> taken = buffer.take(most, Long.MAX_VALUE);
                if (!taken.isEmpty()) {
                    deliverTo(topic, partition, taken.get(taken.size() - 1).sequence() + 1);
                }
            }
        }
    }

    /** Kafka has confirmed all of a partition below this sequence. */
    void deliverTo(String topic, int partition, long next) {
        append(new Frame.Delivered(List.of(new Frame.Position(topic, partition, next))));
    }

    /** Kafka has confirmed the next so many reports of a partition. */
    void deliver(String topic, int partition, int count) {
        PartitionBuffer buffer = outbound.partitions().stream()
                .filter(one -> one.id().topic().equals(topic) && one.id().number() == partition)
                .findFirst()
                .orElseThrow();
        List<OutboundReport> taken = buffer.take(count, Long.MAX_VALUE);
        long next = taken.get(taken.size() - 1).sequence() + 1;
        buffer.acknowledge(next);
        deliverTo(topic, partition, next);
    }

    /** Kafka refuses the next so many reports of a partition for good. */
    void park(String topic, int partition, int most) {
        for (PartitionBuffer buffer : outbound.partitions()) {
            if (buffer.id().topic().equals(topic) && buffer.id().number() == partition) {
                buffer.take(most, Long.MAX_VALUE)
                        .forEach(report -> append(ParkedReports.parkFrame(report, "refused", 1_700_000_000_000L)));
            }
        }
    }

    List<ParkedReport> parked() {
        return outbound.parked().list();
    }

    private ReportBlock block(String topic, int partition, String... payloads) {
        ReportWriter writer = new ReportWriter(new MemoryBudget(Long.MAX_VALUE));
        for (String payload : payloads) {
            byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
            boolean unused = writer.reserve(bytes.length + 200);
            writer.begin(
                    9,
                    number++,
                    1_700_000_000_000L,
                    partition == IN_TURN ? EncodedReport.Route.IN_TURN : EncodedReport.Route.ROUTED,
                    Math.max(0, partition),
                    topic,
                    "k".getBytes(StandardCharsets.UTF_8),
                    0);
            writer.end(bytes);
        }
        return writer.toBlock();
    }

    static BranchXid xid(String branch) {
        return BranchXid.of(new Xid() {
            @Override
            public int getFormatId() {
                return 0x20005;
            }

            @Override
            public byte[] getGlobalTransactionId() {
                return branch.getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            public byte[] getBranchQualifier() {
                return new byte[] {1, 2};
            }
        });
    }

    @Override
    public void close() {
        journal.close();
    }
}
