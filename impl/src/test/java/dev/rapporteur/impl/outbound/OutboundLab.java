package dev.rapporteur.impl.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.Xids;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.journal.SimulatedDirectory;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;

/** A journal of small segments on a simulated disk with its outbound fold; its turns are taken by the test. */
final class OutboundLab {

    static final String TOPIC = "payments";
    static final int PARTITIONS = 2;

    private static final int READING_TURNS = 100;

    final SimulatedDirectory directory = new SimulatedDirectory(new SplittableRandom(1));
    private JournalSettings settings;
    private final MemoryBudget memory = new MemoryBudget(1 << 20);
    private Outbound outbound;
    private Journal journal;
    private ReadBack readBack;
    private long nanos;
    private long incarnation = 1;
    private long nextReport = 1;

    OutboundLab(int segmentBytes, long maxBytes) {
        settings = new JournalSettings(segmentBytes, maxBytes, true, null, false);
        open();
        append(new Frame.Route(TOPIC, PARTITIONS));
    }

    private void open() {
        outbound = new Outbound(OutboundListener.ofHungry(buffer -> readBack.hungry(buffer)), memory, () -> 0);
        journal = Journal.open(directory, settings, outbound, incarnation++, new UUID(1, 1), () -> nanos, new Bell());
        readBack = outbound.newReadBack(journal.newFiles());
    }

    /** The machine goes down, and the journal is opened again. */
    void crash() {
        directory.crash();
        outbound.discard();
        open();
    }

    /** From the next opening on. */
    void cap(long maxBytes) {
        settings = new JournalSettings(settings.segmentBytes(), maxBytes, true, null, false);
    }

    Journal journal() {
        return journal;
    }

    Outbound outbound() {
        return outbound;
    }

    Append append(Frame frame) {
        Append append = journal.append(frame);
        turn(1);
        return append;
    }

    /** A transaction of one phase with one report. */
    Append commit(int partition, int payloadBytes) {
        return append(new Frame.Reports(Frame.NO_PARTS, report(partition, payloadBytes)));
    }

    BranchXid prepare(int number, int partition) {
        BranchXid xid = Xids.of(number);
        append(new Frame.BranchPrepared(xid, Frame.NO_PARTS, report(partition, 10)));
        return xid;
    }

    ReportBlock report(int partition, int payloadBytes) {
        ReportWriter writer = new ReportWriter(new MemoryBudget(Long.MAX_VALUE));
        writer.reserve((int) ReportWriter.sizeOf(TOPIC.length(), -1, payloadBytes));
        writer.begin(7, nextReport++, 0, EncodedReport.Route.ROUTED, partition, TOPIC, null, 0);
        writer.end(new byte[payloadBytes]);
        return writer.toBlock();
    }

    /** The numbers of the reports that leave, and are delivered. */
    List<Long> deliver(int partition) {
        PartitionBuffer buffer = buffer(partition);
        List<Long> left = new ArrayList<>();
        List<OutboundReport> taken = take(buffer);
        while (!taken.isEmpty()) {
            taken.forEach(report -> left.add(report.id().number()));
            long next = taken.get(taken.size() - 1).sequence() + 1;
            buffer.acknowledge(next);
            append(new Frame.Delivered(List.of(new Frame.Position(TOPIC, partition, next))));
            taken = take(buffer);
        }
        return left;
    }

    private List<OutboundReport> take(PartitionBuffer buffer) {
        boolean unused = buffer.ready();
        int turns = 0;
        while (readBack.turn() != Turn.UNTIL_RUNG) {
            assertThat(++turns).as("turns of reading").isLessThan(READING_TURNS);
        }
        return buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    PartitionBuffer buffer(int partition) {
        return outbound.partitions().stream()
                .filter(buffer -> Objects.equals(buffer.id(), new PartitionId(TOPIC, partition)))
                .findFirst()
                .orElseThrow();
    }

    /** Where the next frame of a segment will begin. */
    int endOf(String segment) {
        byte[] bytes = directory.bytes(segment);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return (end + 7) / 8 * 8;
    }

    /** Turns without anybody who writes. @return how many there were until the journal rested */
    int idle(int atMost) {
        int turns = 0;
        while (turns < atMost && turn(1) == 0) {
            turns++;
        }
        return turns;
    }

    /** Until it is marked durable to its end. */
    void rest() {
        nanos += 20_000_000;
        int unused = idle(1_000);
        nanos += 20_000_000;
        long unusedRest = turn(2);
    }

    private long turn(int count) {
        long rest = Turn.UNTIL_RUNG;
        for (int i = 0; i < count; i++) {
            nanos += 1_000_000;
            rest = journal.turn();
        }
        return rest;
    }
}
