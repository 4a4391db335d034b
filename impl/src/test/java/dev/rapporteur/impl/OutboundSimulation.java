package dev.rapporteur.impl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.SimulatedBooks.Fate;
import dev.rapporteur.impl.SimulatedBooks.Story;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.journal.SimulatedDirectory;
import dev.rapporteur.impl.outbound.EncodedReport;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.ReadBack;
import dev.rapporteur.impl.outbound.ReportWriter;
import dev.rapporteur.impl.thread.Bell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One life story of a journal, its outbound fold and its read-back, drawn from a seed: branches with parts and without,
 * decisions, deliveries, a stuck partition that makes others' segments be cleaned, failing and full disks, rot, crashes
 * that lose what was not synced, kills that don't, restarts. {@link SimulatedBooks} keep what was promised and what Kafka
 * got, and the guarantees of the design are checked after every restart and at the end:
 *
 * <ul>
 *   <li>what was acknowledged as committed arrives; what was rolled back, or never committed, does not
 *   <li>what was prepared is listed by recovery until it is decided
 *   <li>within a partition, first copies arrive in the order of their frames
 *   <li>a sequence never stands for two reports; copies come only after a restart or a rewind
 *   <li>the fold read back is the fold that was
 *   <li>of a branch all arrives or nothing
 *   <li>memory and disk stay within their bounds
 *   <li>a full disk alone fails no journal: what must be written still is
 *   <li>after rot, what has not arrived is held or quarantined, never passed over in silence
 * </ul>
 */
final class OutboundSimulation {

    private static final int PARTITIONS = 3;
    private static final int SEGMENT_BYTES = 4_000;
    /** Room for a backlog, and in some lives for little more than a frame. */
    private static final int[] MEMORY_BYTES = {6_000, 6_000, 1_500};

    /** Beside such small segments the snapshots at their heads weigh much; they may take as much again. */
    private static final long MAX_BYTES = 120_000;

    private static final int STEPS_FULL = 15;

    private static final List<EncodedReport.Route> ROUTES = List.of(EncodedReport.Route.values());
    private static final List<String> TOPICS = List.of("payments", "audit");

    /** An append that is on its way, and what its outcome means. */
    private record Promise(Append append, Runnable kept) {}

    /** What kind of life it is. */
    private enum Kind {
        SYNC,
        /** Without syncs: a kill loses nothing, a crash may lose what was acknowledged. */
        OS,
        /** Bits flip while the machine is off. */
        ROT,
        /** The disk is small, and others fill it now and then. */
        FULL
    }

    private final long seed;
    private final Kind kind;
    private final SplittableRandom random;
    private final SimulatedDirectory directory;
    private final SimulatedBooks books = new SimulatedBooks(this);
    private final List<Promise> promises = new ArrayList<>();
    private final MemoryBudget memory;
    private long nanos;
    /** What the clock on the wall has been set forward or back by. */
    private long wallMs;

    private int stepsFull;
    private boolean troubled;
    private long nextReport = 1;
    private int nextBranch = 1;
    private long nextPart = 1;
    private int restarts;
    private boolean rotten;
    private boolean forgetful;
    private Outbound outbound;
    private Journal journal;
    private ReadBack readBack;

    OutboundSimulation(long seed) {
        this.seed = seed;
        this.kind = seed % 4 == 3 ? Kind.OS : seed % 16 == 2 ? Kind.ROT : seed % 8 == 4 ? Kind.FULL : Kind.SYNC;
        this.random = new SplittableRandom(seed);
        this.memory = new MemoryBudget(MEMORY_BYTES[random.nextInt(MEMORY_BYTES.length)]);
        this.directory = new SimulatedDirectory(random.split());
        this.outbound = newOutbound();
        this.journal = open();
        this.readBack = outbound.newReadBack(journal.newFiles());
    }

    /** Lives through so many random steps, then brings everything to its end and checks the books. */
    void run(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                step();
                if (--stepsFull == 0) {
                    directory.capacity(Long.MAX_VALUE);
                }
                checkBounds();
            }
            finish();
        } catch (JournalException e) {
            // Rot in the head of the only segment: nothing can be known any more, and the journal says so.
            assertThat(e).as(toString()).hasMessageContaining("has lost its beginning");
            assertThat(rotten).as("%s: refused without rot: %s", this, e).isTrue();
        }
    }

    private void step() {
        switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4, 5 -> commitOnePhase();
            case 6, 7, 8, 9 -> prepare();
            case 10, 11, 12, 13 -> decide();
            case 14 -> route(TOPICS.get(random.nextInt(TOPICS.size())));
            case 15, 16, 17, 18, 19, 20 -> deliver();
            case 21 -> rewind();
            case 22 -> stop();
            case 23 -> closeAndOpen();
            case 24, 25 -> fail(random.nextInt(6) == 0 ? 1 : 0, random.nextInt(6) == 0 ? 1 : 0);
            case 26 -> release();
            case 27 -> forget();
            case 28 -> dropParts();
            case 29 -> fill();
            case 30, 31, 32 -> readBack.turn();
            case 34 -> failCaughtUp();
            case 33 -> wallMs += random.nextLong(-3_600_000, 3_600_000);
            default -> turn();
        }
    }

    private void fail(int syncs, int writes) {
        directory.failNextSyncs(syncs);
        directory.failNextWrites(writes);
        troubled |= syncs + writes > 0;
    }

    private void turn() {
        nanos += random.nextLong(30_000_000);
        assertThat(journal.turn()).isNotNegative();
        settle();
        if (!journal.isOpen()) {
            recover();
        }
    }

    /** The journal has failed: it is opened again in the same process, or only after the machine has gone down. */
    private void recover() {
        assertThat(kind != Kind.FULL || troubled || spares() == 0)
                .as("%s: a full disk alone has failed the journal: %s", this, journal.failure())
                .isTrue();
        if (random.nextBoolean()) {
            sendSome(); // who sends learns of it a little later
        }
        if (random.nextBoolean()) {
            journal.close();
            fail(0, 0);
            restart();
        } else {
            crash();
        }
    }

    private void settle() {
        promises.removeIf(promise -> {
            if (promise.append().outcome() == Append.Outcome.DONE) {
                promise.kept().run();
            }
            return promise.append().outcome() != null;
        });
    }

    private void commitOnePhase() {
        Story story = new Story(newXid());
        long branch = parts(story);
        Append append = journal.append(new Frame.Reports(branch, reports(story)));
        promises.add(new Promise(append, () -> story.fate = Fate.COMMITTED));
        story.commitTried = true;
    }

    private void prepare() {
        Story story = new Story(newXid());
        books.began(story);
        long branch = parts(story);
        Append append = journal.append(new Frame.BranchPrepared(story.xid, branch, reports(story)));
        promises.add(new Promise(append, () -> story.fate = Fate.PREPARED));
    }

    /** Now and then a branch was too large for memory, and has written some of its reports before. */
    private long parts(Story story) {
        if (random.nextInt(5) != 0) {
            return Frame.NO_PARTS;
        }
        long branch = nextPart++;
        for (int i = random.nextInt(3); i >= 0; i--) {
            Append part = journal.appendLazily(new Frame.BranchPart(branch, reports(story)));
            drain();
            if (part.outcome() != Append.Outcome.DONE) {
                books.unsent(story);
                if (!journal.isOpen()) {
                    recover();
                }
                return Frame.NO_PARTS; // its reports so far are forgotten; those that follow are another branch's
            }
        }
        return branch;
    }

    private void dropParts() {
        long branch = nextPart++;
        Story nobody = new Story(newXid());
        journal.appendLazily(new Frame.BranchPart(branch, reports(nobody)));
        journal.appendLazily(new Frame.BranchDropped(branch));
    }

    private void decide() {
        Story story = anyPrepared();
        if (story != null && !story.deciding) {
            boolean commit = story.commitTried || (!story.rollbackTried && random.nextInt(3) != 0);
            decide(story, commit, random.nextInt(5) == 0);
        }
    }

    /** What the transaction manager has decided once it repeats until it is done. */
    private void decide(Story story, boolean commit, boolean operator) {
        story.deciding = true;
        story.commitTried = commit;
        story.rollbackTried = !commit;
        Decision decision = commit ? Decision.COMMIT : Decision.ROLLBACK;
        Frame frame = new Frame.BranchDecided(story.xid, decision, operator);
        promises.add(new Promise(commit || operator ? journal.append(frame) : journal.appendLazily(frame), () -> {
            story.fate = commit ? Fate.COMMITTED : Fate.ROLLED_BACK;
            story.byOperator = operator ? decision : story.byOperator;
        }));
    }

    /** The transaction manager takes note of an operator's decision. */
    private void forget() {
        for (Story story : books.all()) {
            if (story.byOperator != null) {
                story.byOperator = null;
                promises.add(new Promise(journal.append(new Frame.BranchForgotten(story.xid)), () -> {}));
                return;
            }
        }
    }

    private void release() {
        Story story = anyPrepared();
        if (story != null) {
            story.released = true;
            promises.add(new Promise(journal.append(new Frame.Released(story.xid)), () -> {}));
        }
    }

    private void route(String topic) {
        promises.add(new Promise(journal.append(new Frame.Route(topic, PARTITIONS)), () -> {}));
    }

    /** Kafka takes some reports of a partition, maybe not all that were sent; the journal learns it, or a crash comes first. */
    private void deliver() {
        List<PartitionBuffer> buffers = buffers();
        if (buffers.isEmpty()) {
            return;
        }
        // The first partition is stuck most of the time, so that old segments live on.
        int which = random.nextInt(8) == 0 ? 0 : random.nextInt(buffers.size());
        PartitionBuffer buffer = buffers.get(which);
        List<OutboundReport> sent = buffer.take(1 + random.nextInt(4), Long.MAX_VALUE);
        List<OutboundReport> kept = random.nextInt(3) == 0 ? sent.subList(0, random.nextInt(sent.size() + 1)) : sent;
        kept.forEach(books::arrive);
        if (!kept.isEmpty() && random.nextInt(4) != 0) {
            confirm(buffer, kept);
        }
        if (kept.size() < sent.size()) {
            buffer.rewind();
        }
    }

    private void confirm(PartitionBuffer buffer, List<OutboundReport> kept) {
        long next = kept.get(kept.size() - 1).sequence() + 1;
        buffer.acknowledge(next);
        journal.appendLazily(new Frame.Delivered(
                List.of(new Position(buffer.id().topic(), buffer.id().number(), next))));
    }

    private List<PartitionBuffer> buffers() {
        List<PartitionBuffer> buffers = new ArrayList<>(outbound.partitions());
        buffers.sort(Comparator.comparing(buffer -> buffer.id().toString()));
        return buffers;
    }

    private void rewind() {
        outbound.partitions().forEach(PartitionBuffer::rewind);
    }

    /** Others fill the disk, or make room again. */
    private void fill() {
        if (kind == Kind.FULL) {
            directory.capacity(
                    spares() == 2
                            ? directory.used() + random.nextInt(random.nextBoolean() ? 1 : 3_000)
                            : Long.MAX_VALUE);
            stepsFull = STEPS_FULL;
        }
    }

    private long spares() {
        return directory.list().stream()
                .filter(name -> name.startsWith("spare-"))
                .count();
    }

    private void stop() {
        if (random.nextInt(3) == 0) {
            directory.kill();
            restart();
        } else {
            crash();
        }
    }

    private void crash() {
        // Rot in what was written last can be told from a torn tail only once the journal has idled, and marked it
        // durable.
        if (kind == Kind.OS && random.nextBoolean()) {
            sendInAHurry();
        }
        boolean marked = kind == Kind.ROT && idle();
        directory.crash();
        forgetful = kind == Kind.OS;
        if (marked && random.nextInt(3) == 0) {
            rot();
        }
        restart();
        if (kind == Kind.OS && random.nextBoolean()) {
            sendInAHurry();
        }
    }

    /** The disk fails under what would leave for Kafka at once. */
    private void failCaughtUp() {
        if (random.nextInt(4) == 0) {
            catchUp();
            if (random.nextBoolean()) {
                commitOnePhase();
                fail(random.nextInt(2), 0);
                turn();
            }
        }
    }

    /** All is decided, and Kafka takes what it gets. */
    private void catchUp() {
        decideAll();
        for (int i = 0; i < 5 && journal.isOpen(); i++) {
            for (PartitionBuffer buffer : buffers()) {
                List<OutboundReport> taken = buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE);
                taken.forEach(books::arrive);
                if (!taken.isEmpty()) {
                    confirm(buffer, taken);
                }
            }
            drain();
            journal.turn();
            nanos += 3_000_000;
            readBack.turn();
        }
    }

    /** What leaves for Kafka at once, and is not on the disk. */
    private void sendInAHurry() {
        catchUp();
        for (int i = random.nextInt(4); i >= 0; i--) {
            commitOnePhase();
        }
        drain();
        sendSome();
    }

    /** Kafka takes all that some partitions have in memory, and the journal doesn't learn it. */
    private void sendSome() {
        for (PartitionBuffer buffer : buffers()) {
            if (random.nextBoolean()) {
                buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE).forEach(books::arrive);
                buffer.rewind();
            }
        }
    }

    private boolean idle() {
        drain();
        // Cleaning comes before idling, a step each turn.
        for (int i = 0; i < 40 && journal.isOpen(); i++) {
            nanos += 20_000_000;
            journal.turn();
        }
        return journal.isOpen();
    }

    /** A bit of an index flips, or once in a life a bit of a segment. */
    private void rot() {
        List<String> files = directory.list().stream()
                .filter(name -> name.startsWith("segment-") && directory.length(name) > 0)
                .sorted()
                .toList();
        String name = files.isEmpty() ? "" : files.get(random.nextInt(files.size()));
        if (name.endsWith(".index") || (!name.isEmpty() && !rotten)) {
            directory.flip(name, random.nextInt(directory.length(name)), random.nextInt(8));
            rotten |= !name.endsWith(".index");
        }
    }

    private void closeAndOpen() {
        drain();
        if (!journal.isOpen()) {
            recover();
            return;
        }
        journal.close();
        if (journal.failure() != null) {
            recover();
            return;
        }
        Frame.Snapshot before = outbound.snapshot();
        restart();
        if (!rotten) {
            Frame.Snapshot after = outbound.snapshot();
            assertThat(after.positions())
                    .as("%s: the positions read back", this)
                    .isEqualTo(before.positions());
            assertThat(after.routes()).as("%s: the routes read back", this).isEqualTo(before.routes());
            assertThat(after.heuristics())
                    .as("%s: the decisions read back", this)
                    .isEqualTo(before.heuristics());
            assertThat(after.prepared().stream().map(Frame.Prepared::xid))
                    .as("%s: the branches read back", this)
                    .isEqualTo(
                            before.prepared().stream().map(Frame.Prepared::xid).toList());
        }
    }

    private void drain() {
        for (int i = 0; journal.isOpen() && i < 1_000; i++) {
            journal.turn();
            settle();
            if (promises.isEmpty()) {
                return;
            }
        }
    }

    /** Opens what is there; what was on its way is in doubt now, what had been promised must be there. */
    private void restart() {
        restarts++;
        settle();
        promises.clear();
        outbound.discard();
        assertThat(memory.held()).as("%s: memory of nobody", this).isZero();
        directory.capacity(Long.MAX_VALUE);
        outbound = newOutbound();
        journal = open();
        readBack = outbound.newReadBack(journal.newFiles());
        for (Story story : books.all()) {
            books.reconcile(story, outbound.isPrepared(story.xid), forgetful || rotten);
            if (forgetful && outbound.heuristicDecision(story.xid) == null) {
                story.byOperator = null;
            }
            if (!rotten && story.byOperator != null) {
                assertThat(outbound.heuristicDecision(story.xid))
                        .as("%s: the operator's decision about %s", this, story.xid)
                        .isEqualTo(story.byOperator);
            }
        }
        forgetful = false;
        troubled = false;
    }

    private void checkBounds() {
        assertThat(memory.held()).as("%s: bytes in memory", this).isLessThanOrEqualTo(memory.maxBytes());
        if (kind == Kind.SYNC) {
            assertThat(directory.used()).as("%s: bytes on the disk", this).isLessThanOrEqualTo(2 * MAX_BYTES);
        }
    }

    /** Everything is decided, routed and delivered; then the books must balance. */
    private void finish() {
        fail(0, 0);
        directory.kill();
        restart();
        decideAll();
        while (deliverAll() || reopenIfHarmed()) {
            journal.turn();
        }
        assertThat(outbound.preparedCount())
                .as("%s: undecided at the end", this)
                .isZero();
        checkBooks();
        directory.kill();
        restart();
        while (outbound.work()) {
            // what waited for its Route, and has long been delivered, is found out only now
        }
        assertThat(outbound.totals().waitingReports())
                .as("%s: waiting although all is delivered", this)
                .isEqualTo(rotten ? outbound.totals().waitingReports() : 0);
    }

    private void decideAll() {
        for (String topic : TOPICS) {
            route(topic);
        }
        for (BranchXid xid : outbound.recoverable()) {
            if (!outbound.isPrepared(xid)) {
                continue; // decided by an operator, and not forgotten
            }
            Story story = books.branch(xid);
            if (!story.deciding) {
                decide(story, !story.rollbackTried, false);
            }
        }
        drain();
    }

    /** An index that was found harmed has failed the journal, or holds a partition: it is made again at the next opening. */
    private boolean reopenIfHarmed() {
        boolean waits = outbound.partitions().stream()
                .anyMatch(buffer -> String.valueOf(buffer.held()).contains("made again when the adapter is restarted"));
        if (journal.isOpen() && !waits) {
            return false;
        }
        assertThat(kind)
                .as("%s: failed without a fault: %s, %s", this, journal.failure(), holds())
                .isEqualTo(Kind.ROT);
        journal.close();
        restart();
        decideAll();
        return true;
    }

    private void checkBooks() {
        if (rotten) {
            boolean said = outbound.partitions().stream().anyMatch(buffer -> buffer.held() != null)
                    || directory.list().stream().anyMatch(name -> name.startsWith("quarantined-"));
            assertThat(books.missing().isEmpty() || said)
                    .as("%s: reports %s are missing, and nobody says so", this, books.missing())
                    .isTrue();
        } else if (kind != Kind.OS) {
            books.checkComplete();
        }
        books.checkOrder();
    }

    /** @return whether there was anything to do */
    private boolean deliverAll() {
        boolean any = outbound.work();
        for (PartitionBuffer buffer : buffers()) {
            List<OutboundReport> reports = buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE);
            reports.forEach(books::arrive);
            if (!reports.isEmpty()) {
                confirm(buffer, reports);
                any = true;
            }
        }
        drain();
        long waiting = outbound.totals().waitingReports();
        for (int i = 0; i < 20; i++) {
            nanos += 3_000_000;
            readBack.turn();
            journal.turn();
        }
        boolean stuck = kind == Kind.ROT
                && (!journal.isOpen() || outbound.partitions().stream().anyMatch(buffer -> buffer.held() != null));
        assertThat(any || waiting == 0 || stuck || buffers().stream().anyMatch(PartitionBuffer::ready))
                .as("%s: %d reports wait, and none can be had: %s", this, waiting, holds())
                .isTrue();
        return journal.isOpen() && (any || (waiting > 0 && buffers().stream().anyMatch(PartitionBuffer::ready)));
    }

    private List<String> holds() {
        return outbound.partitions().stream()
                .map(buffer -> buffer + ": " + buffer.held())
                .toList();
    }

    private @Nullable Story anyPrepared() {
        List<Story> prepared = books.prepared();
        return prepared.isEmpty() ? null : prepared.get(random.nextInt(prepared.size()));
    }

    private ReportBlock reports(Story story) {
        ReportWriter writer = new ReportWriter(new MemoryBudget(Long.MAX_VALUE));
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            long number = nextReport++;
            String topic = TOPICS.get(random.nextInt(TOPICS.size()));
            EncodedReport.Route route = ROUTES.get(random.nextInt(ROUTES.size()));
            byte[] key = random.nextBoolean() ? null : new byte[random.nextInt(4)];
            byte[] payload = new byte[random.nextInt(200)];
            books.sent(story, number, payload);
            writer.reserve((int) ReportWriter.sizeOf(topic.length(), key == null ? -1 : key.length, payload.length));
            writer.begin(7, number, 0, route, random.nextInt(PARTITIONS), topic, key, 0);
            writer.end(payload);
        }
        return writer.toBlock();
    }

    private BranchXid newXid() {
        int number = nextBranch++;
        return Xids.of(number);
    }

    private Outbound newOutbound() {
        return new Outbound(new Listener(), memory, () -> nanos / 1_000_000 + wallMs);
    }

    private final class Listener implements OutboundListener {
        @Override
        public void ready(PartitionBuffer buffer) {}

        @Override
        public void topicWanted(String topic) {}

        @Override
        public void hungry(PartitionBuffer buffer) {
            readBack.hungry(buffer);
        }

        @Override
        public void workWanted() {}
    }

    private Journal open() {
        JournalSettings settings = new JournalSettings(SEGMENT_BYTES, MAX_BYTES, kind != Kind.OS, null, false);
        try {
            return open(settings);
        } catch (JournalException e) {
            if (kind != Kind.ROT) {
                throw new AssertionError(this + " can't open", e);
            }
            outbound = newOutbound(); // a harmed index is made again in the second try
            return open(settings);
        }
    }

    private Journal open(JournalSettings settings) {
        return Journal.open(directory, settings, outbound, random.nextLong(), new UUID(1, 1), () -> nanos, new Bell());
    }

    @Override
    public String toString() {
        return "seed " + seed + " (" + kind + "), after " + restarts + " restarts";
    }
}
