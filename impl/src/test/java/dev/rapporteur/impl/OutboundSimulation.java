package dev.rapporteur.impl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.journal.SimulatedDirectory;
import dev.rapporteur.impl.outbound.EncodedReport;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.outbound.ReportWriter;
import dev.rapporteur.impl.thread.Bell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One life story of a journal and its outbound fold, drawn from a seed: branches, decisions, deliveries, failing disks,
 * crashes that lose what was not synced, restarts. A model keeps what was promised and what Kafka got, and checks the
 * guarantees of the design after every restart and at the end:
 *
 * <ul>
 *   <li>what was acknowledged as committed arrives; what was rolled back, or never committed, does not
 *   <li>what was prepared is listed by recovery until it is decided
 *   <li>within a partition, first copies arrive in the order of their frames
 *   <li>a sequence never stands for two reports; copies come only after a restart or a rewind
 *   <li>the fold read back is the fold that was
 * </ul>
 *
 * <p>Every fourth seed runs without syncs, where a crash may lose what was acknowledged; all but that must still hold.
 */
final class OutboundSimulation {

    private static final int PARTITIONS = 3;
    private static final List<EncodedReport.Route> ROUTES = List.of(EncodedReport.Route.values());
    private static final List<String> TOPICS = List.of("payments", "audit");

    private enum Fate {
        /** Handed to the journal, and nothing is known: may be kept or lost. */
        UNKNOWN,
        PREPARED,
        COMMITTED,
        ROLLED_BACK
    }

    /** What a transaction appended, and what is known of it. */
    private static final class Story {
        private final BranchXid xid;
        private final List<Long> reports = new ArrayList<>();
        private Fate fate = Fate.UNKNOWN;
        private boolean commitTried;
        private boolean rollbackTried;
        private boolean deciding;
        private boolean released;
        private @Nullable Decision byOperator;

        private Story(BranchXid xid) {
            this.xid = xid;
        }
    }

    /** An append that is on its way, and what its outcome means. */
    private record Promise(Append append, Runnable kept) {}

    private final long seed;
    private final boolean sync;
    private final SplittableRandom random;
    private final SimulatedDirectory directory;
    private final Map<Long, Story> storyOf = new HashMap<>();
    private final Map<BranchXid, Story> branches = new LinkedHashMap<>();
    private final List<Promise> promises = new ArrayList<>();
    private final Map<PartitionId, List<Long>> arrived = new HashMap<>();
    private final Map<PartitionId, Map<Long, Long>> sequences = new HashMap<>();
    private long nanos;
    private long nextReport = 1;
    private int nextBranch = 1;
    private int restarts;
    private Outbound outbound;
    private Journal journal;

    OutboundSimulation(long seed) {
        this.seed = seed;
        this.sync = seed % 4 != 3;
        this.random = new SplittableRandom(seed);
        this.directory = new SimulatedDirectory(random.split());
        this.outbound = newOutbound();
        this.journal = open();
    }

    /** Lives through so many random steps, then brings everything to its end and checks the books. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        finish();
    }

    private void step() {
        switch (random.nextInt(32)) {
            case 0, 1, 2, 3, 4, 5 -> commitOnePhase();
            case 6, 7, 8, 9 -> prepare();
            case 10, 11, 12, 13 -> decide();
            case 14 -> route(TOPICS.get(random.nextInt(TOPICS.size())));
            case 15, 16, 17, 18 -> deliver();
            case 19 -> rewind();
            case 20 -> crash();
            case 21 -> closeAndOpen();
            case 22 -> directory.failNextSyncs(random.nextInt(6) == 0 ? 1 : 0);
            case 23 -> directory.failNextAppends(random.nextInt(6) == 0 ? 1 : 0);
            case 24 -> release();
            case 25 -> forget();
            default -> turn();
        }
    }

    private void turn() {
        nanos += random.nextLong(30_000_000);
        long live = journal.turn();
        assertThat(live).isNotNegative();
        settle();
        if (!journal.isOpen()) {
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
        Append append = journal.append(new Frame.Reports(reports(story)));
        promises.add(new Promise(append, () -> story.fate = Fate.COMMITTED));
        story.commitTried = true;
    }

    private void prepare() {
        Story story = new Story(newXid());
        branches.put(story.xid, story);
        Append append = journal.append(new Frame.BranchPrepared(story.xid, reports(story)));
        promises.add(new Promise(append, () -> story.fate = Fate.PREPARED));
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
        branches.values().stream()
                .filter(story -> story.byOperator != null)
                .findFirst()
                .ifPresent(story -> {
                    story.byOperator = null;
                    promises.add(new Promise(journal.append(new Frame.BranchForgotten(story.xid)), () -> {}));
                });
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
        List<PartitionBuffer> buffers = new ArrayList<>(outbound.partitions());
        if (buffers.isEmpty()) {
            return;
        }
        buffers.sort((a, b) -> a.id().toString().compareTo(b.id().toString()));
        PartitionBuffer buffer = buffers.get(random.nextInt(buffers.size()));
        List<OutboundReport> sent = buffer.take(1 + random.nextInt(4), Long.MAX_VALUE);
        List<OutboundReport> kept = random.nextInt(3) == 0 ? sent.subList(0, random.nextInt(sent.size() + 1)) : sent;
        kept.forEach(this::arrive);
        if (!kept.isEmpty() && random.nextInt(4) != 0) {
            long next = kept.get(kept.size() - 1).sequence() + 1;
            buffer.acknowledge(next);
            journal.appendLazily(new Frame.Delivered(
                    List.of(new Position(buffer.id().topic(), buffer.id().number(), next))));
        }
        if (kept.size() < sent.size()) {
            buffer.rewind();
        }
    }

    private void arrive(OutboundReport report) {
        long number = report.id().number();
        Story story = story(number);
        assertThat(story.fate)
                .as("%s: %s arrived although its branch is not committed", this, report)
                .isNotEqualTo(Fate.ROLLED_BACK);
        assertThat(story.commitTried)
                .as("%s: %s arrived although nobody committed it", this, report)
                .isTrue();
        Long before = sequences
                .computeIfAbsent(report.partition(), id -> new HashMap<>())
                .putIfAbsent(report.sequence(), number);
        assertThat(before == null ? number : before)
                .as("%s: sequence %d of %s stands for two reports", this, report.sequence(), report.partition())
                .isEqualTo(number);
        arrived.computeIfAbsent(report.partition(), id -> new ArrayList<>()).add(number);
    }

    private void rewind() {
        outbound.partitions().forEach(PartitionBuffer::rewind);
    }

    private void crash() {
        directory.crash();
        restart();
    }

    private void closeAndOpen() {
        drain();
        if (!journal.isOpen()) {
            crash();
            return;
        }
        journal.close();
        if (journal.failure() != null) {
            crash();
            return;
        }
        Frame.Snapshot before = outbound.snapshot();
        restart();
        assertThat(outbound.snapshot().positions())
                .as("%s: the fold read back", this)
                .isEqualTo(before.positions());
    }

    private void drain() {
        while (journal.isOpen() && !promises.isEmpty()) {
            journal.turn();
            settle();
        }
    }

    /** Opens what is there; what was on its way is in doubt now, what had been promised must be there. */
    private void restart() {
        restarts++;
        settle();
        promises.clear();
        outbound = newOutbound();
        journal = open();
        for (Story story : branches.values()) {
            reconcile(story);
        }
    }

    private void reconcile(Story story) {
        boolean there = outbound.isPrepared(story.xid);
        if (!sync) {
            story.fate = there ? Fate.PREPARED : Fate.UNKNOWN;
        }
        switch (story.fate) {
            case UNKNOWN -> {
                if (there) {
                    story.fate = Fate.PREPARED;
                }
            }
            case PREPARED -> {
                if (!there) {
                    // Only a decision that was on its way may have taken it away.
                    assertThat(story.commitTried || story.rollbackTried)
                            .as("%s: prepared branch %s is forgotten", this, story.xid)
                            .isTrue();
                    story.fate = story.commitTried ? Fate.COMMITTED : Fate.ROLLED_BACK;
                }
            }
            case COMMITTED ->
                assertThat(there)
                        .as("%s: committed branch %s is undecided again", this, story.xid)
                        .isFalse();
            case ROLLED_BACK -> {
                if (there) {
                    story.fate = Fate.PREPARED; // the lazy frame was lost: presumed abort decides again
                }
            }
        }
        if (sync && story.byOperator != null) {
            assertThat(outbound.heuristicDecision(story.xid))
                    .as("%s: the operator's decision about %s", this, story.xid)
                    .isEqualTo(story.byOperator);
        }
        story.deciding = false;
    }

    /** Everything is decided, routed and delivered; then the books must balance. */
    private void finish() {
        directory.failNextSyncs(0);
        directory.failNextAppends(0);
        crash();
        for (String topic : TOPICS) {
            route(topic);
        }
        for (BranchXid xid : outbound.recoverable()) {
            if (!outbound.isPrepared(xid)) {
                continue; // decided by an operator, and not forgotten
            }
            Story story = Objects.requireNonNull(branches.get(xid), "a branch that nobody prepared");
            decide(story, !story.rollbackTried, false);
        }
        drain();
        for (PartitionBuffer buffer : outbound.partitions()) {
            for (OutboundReport report : buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE)) {
                arrive(report);
            }
        }
        assertThat(outbound.preparedCount())
                .as("%s: undecided at the end", this)
                .isZero();
        if (sync) {
            checkComplete();
        }
        checkOrder();
    }

    private void checkComplete() {
        Set<Long> all = new HashSet<>();
        arrived.values().forEach(all::addAll);
        storyOf.forEach((number, story) -> {
            if (story.fate == Fate.COMMITTED) {
                assertThat(all)
                        .as("%s: report %d of %s is lost", this, number, story.xid)
                        .contains(number);
            }
        });
    }

    private void checkOrder() {
        arrived.forEach((partition, numbers) -> {
            long last = 0;
            Set<Long> seen = new HashSet<>();
            for (long number : numbers) {
                boolean first = seen.add(number);
                if (first && !story(number).released) {
                    assertThat(number)
                            .as("%s: in %s report %d came after %d", this, partition, number, last)
                            .isGreaterThan(last);
                    last = number;
                }
            }
        });
    }

    private Story story(long number) {
        return Objects.requireNonNull(storyOf.get(number), "a report that nobody sent");
    }

    private @Nullable Story anyPrepared() {
        List<Story> prepared = branches.values().stream()
                .filter(story -> story.fate == Fate.PREPARED)
                .toList();
        return prepared.isEmpty() ? null : prepared.get(random.nextInt(prepared.size()));
    }

    private ReportBlock reports(Story story) {
        ReportWriter writer = new ReportWriter(new MemoryBudget(Long.MAX_VALUE));
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            long number = nextReport++;
            story.reports.add(number);
            storyOf.put(number, story);
            String topic = TOPICS.get(random.nextInt(TOPICS.size()));
            EncodedReport.Route route = ROUTES.get(random.nextInt(ROUTES.size()));
            byte[] key = random.nextBoolean() ? null : new byte[random.nextInt(4)];
            byte[] payload = new byte[random.nextInt(200)];
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
        return new Outbound(Listeners.NONE, new MemoryBudget(Long.MAX_VALUE), () -> nanos / 1_000_000);
    }

    private Journal open() {
        JournalSettings settings = new JournalSettings(2_000, 1L << 40, sync, null);
        return Journal.open(directory, settings, outbound, random.nextLong(), new UUID(1, 1), () -> nanos, new Bell());
    }

    @Override
    public String toString() {
        return "seed " + seed + ", after " + restarts + " restarts";
    }

    /** Listeners for those who look for themselves. */
    static final class Listeners {
        static final OutboundListener NONE = new OutboundListener() {
            @Override
            public void ready(PartitionBuffer buffer) {}

            @Override
            public void topicWanted(String topic) {}
        };

        private Listeners() {}
    }
}
