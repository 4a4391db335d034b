package dev.rapporteur.impl.journal;

import dev.rapporteur.PartitionerException;
import dev.rapporteur.impl.Xids;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.outbound.Choosing;
import dev.rapporteur.impl.outbound.EncodedReport;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.ParkedReports;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.outbound.ReportWriter;
import dev.rapporteur.impl.thread.Bell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Makes the sample journal of the present format version, the same bytes each time: with each kind of frame, two undecided (the
 * transaction manager decides one, a database the other), a released and a heuristically decided branch, reports that wait for a Route, others for a choice, a parked one, an observer, and
 * damage. When the version is raised, run it,
 * then SampleJournalTest, which leaves in target/sample-journal.txt what belongs into expected.txt, once it was read with
 * care; the samples of older versions stay as they are.
 *
 * <p>Argument: the directory to write to, which must be empty.
 */
final class SampleJournal {

    static final JournalSettings SETTINGS = new JournalSettings(2_000, 1L << 20, true, null, false);
    private static final UUID ID = UUID.fromString("5a3b1e00-0000-4000-8000-00000000f005");
    private static final String PAYMENTS = "payments";
    private static final String AUDIT = "audit";
    private static final String EVENTS = "events";
    private static final String OBSERVED = "observed";
    private static final int FILLER_BYTES = 300;
    private static final int ROUNDS_AT_MOST = 200;

    private final SimulatedDirectory directory = new SimulatedDirectory(new SplittableRandom(3));
    private Outbound outbound = newOutbound();
    private Journal journal;
    private long nanos;
    private int incarnation;
    private long number;
    private boolean moved;

    private SampleJournal() {
        journal = open();
    }

    public static void main(String[] arguments) throws IOException {
        SimulatedDirectory made = make();
        Path to = Files.createDirectories(Path.of(arguments[0]));
        for (String name : made.list()) {
            if (!name.startsWith("spare-")) {
                Files.write(to.resolve(name), made.bytes(name));
            }
        }
    }

    static SimulatedDirectory make() {
        SampleJournal sample = new SampleJournal();
        sample.liveUntilSomethingMoves();
        sample.branches();
        sample.unrouted();
        sample.byChoice();
        sample.parking();
        sample.observing();
        sample.mapping();
        sample.database();
        sample.rot();
        return sample.directory;
    }

    private static Outbound newOutbound() {
        return new Outbound(OutboundListener.NONE, new MemoryBudget(1 << 20), () -> 0);
    }

    private Journal open() {
        return Journal.open(directory, SETTINGS, outbound, 100 + incarnation++, ID, () -> nanos, new Bell());
    }

    /** As after a kill -9. */
    private void openAgain() {
        directory.kill();
        outbound = newOutbound();
        journal = open();
    }

    private void append(Frame frame) {
        Append append = journal.append(frame);
        journal.turn();
        if (append.outcome() != Append.Outcome.DONE) {
            throw new IllegalStateException("The journal did not take " + frame, append.cause());
        }
    }

    private void idle() {
        for (int i = 0; i < 20; i++) {
            nanos += 20_000_000;
            journal.turn();
        }
    }

    /** One report is stuck in the oldest segment; others come and go, until it is copied forward. */
    private void liveUntilSomethingMoves() {
        append(new Frame.Route(PAYMENTS, 3));
        append(new Frame.Reports(Frame.NO_PARTS, routed(PAYMENTS, 0, "stuck")));
        for (int i = 0; i < ROUNDS_AT_MOST && !moved; i++) {
            append(new Frame.Reports(Frame.NO_PARTS, routed(PAYMENTS, 1, "x".repeat(FILLER_BYTES))));
            long next = outbound.partitions().stream()
                    .filter(buffer -> buffer.id().number() == 1)
                    .findFirst()
                    .orElseThrow()
                    .nextSequence();
            append(new Frame.Delivered(List.of(new Position(PAYMENTS, 1, next))));
            moved = !directory.list().contains(SegmentName.of(1));
        }
        idle();
    }

    private void branches() {
        append(new Frame.BranchPrepared(Xids.of(1), Frame.NO_PARTS, routed(PAYMENTS, 0, "operator rolled back")));
        append(new Frame.BranchDecided(Xids.of(1), Decision.ROLLBACK, true));
        append(new Frame.BranchPrepared(Xids.of(2), Frame.NO_PARTS, routed(PAYMENTS, 0, "operator committed")));
        append(new Frame.BranchDecided(Xids.of(2), Decision.COMMIT, true));
        append(new Frame.BranchForgotten(Xids.of(2)));
        append(new Frame.BranchPrepared(Xids.of(3), Frame.NO_PARTS, routed(PAYMENTS, 1, "released")));
        append(new Frame.Released(Xids.of(3)));
        append(new Frame.BranchPart(1, routed(PAYMENTS, 1, "first part")));
        append(new Frame.BranchPart(2, routed(PAYMENTS, 1, "dropped")));
        append(new Frame.BranchPart(1, routed(PAYMENTS, 2, "second part")));
        append(new Frame.BranchDropped(2));
        append(new Frame.BranchPrepared(Xids.of(4), 1, routed(PAYMENTS, 2, "undecided")));
        append(new Frame.Reports(Frame.NO_PARTS, routed(PAYMENTS, 2, "behind the undecided")));
    }

    private void database() {
        append(new Frame.BranchPrepared(
                Xids.of(5),
                new Frame.Proof("java:/jdbc/ledger", "TABLE " + ID + " 1 17"),
                Frame.NO_PARTS,
                routed(PAYMENTS, 2, "a database decides")));
    }

    private void unrouted() {
        append(new Frame.Route(PAYMENTS, 4));
        ReportWriter writer = new ReportWriter(new MemoryBudget(Long.MAX_VALUE));
        begin(writer, AUDIT, EncodedReport.Route.HASHED, 77, "key", 1);
        writer.header("source", ByteBuffer.wrap(bytes("sample")));
        writer.end(bytes("hashed, with key and header"));
        begin(writer, AUDIT, EncodedReport.Route.IN_TURN, 0, "", 0);
        writer.end(bytes("in turn"));
        begin(writer, AUDIT, EncodedReport.Route.ROUTED, 1, "gone", 0);
        writer.end((ByteBuffer) null);
        append(new Frame.Reports(Frame.NO_PARTS, writer.toBlock()));
    }

    /** Of two that wait for a choice, one is chosen for. */
    private void byChoice() {
        append(new Frame.Route(EVENTS, 3, true));
        ReportWriter writer = new ReportWriter(new MemoryBudget(Long.MAX_VALUE));
        begin(writer, EVENTS, EncodedReport.Route.HASHED, 5, "key", 0);
        writer.end(bytes("chosen"));
        begin(writer, EVENTS, EncodedReport.Route.IN_TURN, 0, "", 0);
        writer.end(bytes("not chosen yet"));
        append(new Frame.Reports(Frame.NO_PARTS, writer.toBlock()));
        Choosing choosing = outbound.newChoosing(
                journal.newFiles(),
                (report, partitions) -> {
                    if (report.key() == null) {
                        throw new PartitionerException("sample", EVENTS, "has failed", null);
                    }
                    return OptionalInt.of(1);
                },
                journal::append,
                new Bell());
        long unused = choosing.turn();
        journal.turn();
        choosing.stop();
        unused = choosing.turn();
    }

    /** Of three that Kafka refuses, one is retried, one dropped, and one stays. */
    private void parking() {
        append(new Frame.TransactionalIdUsed(0, 1));
        List.of("poison, retried", "poison, dropped", "poison, parked")
                .forEach(payload -> append(new Frame.Reports(Frame.NO_PARTS, routed(PAYMENTS, 3, payload))));
        PartitionBuffer buffer = outbound.partitions().stream()
                .filter(one -> one.id().topic().equals(PAYMENTS) && one.id().number() == 3)
                .findFirst()
                .orElseThrow();
        List<OutboundReport> poison = buffer.take(3, Long.MAX_VALUE);
        poison.forEach(report -> append(ParkedReports.parkFrame(report, "refused", 1_700_000_001_000L)));
        append(new Parking.Retried(PAYMENTS, 3, 3, List.of(poison.get(0).sequence())));
        append(new Parking.Dropped(PAYMENTS, 3, poison.get(1).sequence(), "of no use", 1_700_000_002_000L));
    }

    /** Of two observers one has ended, and one has not been told yet of the last report that was confirmed. */
    private void observing() {
        append(new Frame.Route(OBSERVED, 1));
        append(new Observing.Observed("gone", 0, 1));
        append(new Observing.Unobserved("gone"));
        append(new Observing.Observed("desk", 0, 1));
        confirmed(77);
        append(new Observing.Observed(
                "desk", outbound.observers().applied(), outbound.observers().active()));
        confirmed(Observing.NO_OFFSET);
    }

    private void confirmed(long offset) {
        append(new Frame.Reports(Frame.NO_PARTS, routed(OBSERVED, 0, "confirmed")));
        long next = Objects.requireNonNull(outbound.partition(new PartitionId(OBSERVED, 0)))
                .nextSequence();
        append(new Observing.Confirmed(
                OBSERVED, 0, next, 1_700_000_003_000L, List.of(new Observing.Told(1, number, offset))));
    }

    /** One partition's reports go to another one, and no longer to a third; another one's go to their own again. */
    private void mapping() {
        append(new Frame.Mapped(PAYMENTS, 2, 1));
        append(new Frame.Mapped(PAYMENTS, 2, 0));
        append(new Frame.Mapped(PAYMENTS, 3, 0));
        append(new Frame.Mapped(PAYMENTS, 3, 3));
    }

    /** A frame that had been durable is damaged while nobody is there; its neighbours work on. */
    private void rot() {
        openAgain();
        append(new Frame.Reports(Frame.NO_PARTS, routed(PAYMENTS, 0, "rotten")));
        append(new Frame.Reports(Frame.NO_PARTS, routed(PAYMENTS, 0, "after the rotten")));
        idle();
        directory.kill();
        String last = directory.list().stream()
                .filter(name -> SegmentName.parse(name).isPresent())
                .reduce((first, second) -> second)
                .orElseThrow();
        int at = new String(directory.bytes(last), StandardCharsets.ISO_8859_1).indexOf("rotten");
        directory.flip(last, at, 1);
        openAgain();
        journal.close();
    }

    private ReportBlock routed(String topic, int partition, String payload) {
        ReportWriter writer = new ReportWriter(new MemoryBudget(Long.MAX_VALUE));
        begin(writer, topic, EncodedReport.Route.ROUTED, partition, "", 0);
        writer.end(bytes(payload));
        return writer.toBlock();
    }

    private void begin(
            ReportWriter writer, String topic, EncodedReport.Route route, int partition, String key, int headers) {
        writer.reserve(1_000);
        writer.begin(
                1, ++number, 1_700_000_000_000L, route, partition, topic, key.isEmpty() ? null : bytes(key), headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
