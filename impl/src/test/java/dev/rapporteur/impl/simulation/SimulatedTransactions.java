package dev.rapporteur.impl.simulation;

import dev.rapporteur.impl.Xids;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.outbound.EncodedReport;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.ReportWriter;
import dev.rapporteur.impl.simulation.SimulatedBooks.Fate;
import dev.rapporteur.impl.simulation.SimulatedBooks.Story;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Those who append to a simulated journal: applications, their transaction manager, an operator, who finds routes. */
final class SimulatedTransactions {

    private static final int PARTITIONS = 3;
    private static final List<EncodedReport.Route> ROUTES = List.of(EncodedReport.Route.values());
    private static final List<String> TOPICS = List.of("payments", "audit");

    private final SplittableRandom random;
    private final SimulatedEngine engine;
    private final SimulatedBooks books;
    private final boolean byChoice;
    private final Runnable recover;
    private long nextReport = 1;
    private int nextBranch = 1;
    private long nextPart = 1;

    /**
     * Nothing was appended yet.
     *
     * @param byChoice whether a partitioner is configured
     * @param recover opens the journal again that failed in the midst of a transaction
     */
    SimulatedTransactions(
            SplittableRandom random, SimulatedEngine engine, SimulatedBooks books, boolean byChoice, Runnable recover) {
        this.byChoice = byChoice;
        this.random = random;
        this.engine = engine;
        this.books = books;
        this.recover = recover;
    }

    void commitOnePhase() {
        Story story = new Story(newXid());
        long branch = parts(story);
        engine.append(new Frame.Reports(branch, reports(story)), () -> story.fate = Fate.COMMITTED);
        story.commitTried = true;
    }

    void prepare() {
        Story story = new Story(newXid());
        books.began(story);
        long branch = parts(story);
        engine.append(new Frame.BranchPrepared(story.xid, branch, reports(story)), () -> story.fate = Fate.PREPARED);
    }

    /** Now and then a branch was too large for memory, and has written some of its reports before. */
    private long parts(Story story) {
        if (random.nextInt(5) != 0) {
            return Frame.NO_PARTS;
        }
        long branch = nextPart++;
        for (int i = random.nextInt(3); i >= 0; i--) {
            Append part = engine.journal().appendLazily(new Frame.BranchPart(branch, reports(story)));
            engine.drain();
            if (part.outcome() != Append.Outcome.DONE) {
                books.unsent(story);
                if (!engine.journal().isOpen()) {
                    recover.run();
                }
                return Frame.NO_PARTS; // its reports so far are forgotten; those that follow are another branch's
            }
        }
        return branch;
    }

    /** A branch with parts is rolled back before it is prepared. */
    void dropParts() {
        long branch = nextPart++;
        Story nobody = new Story(newXid());
        engine.journal().appendLazily(new Frame.BranchPart(branch, reports(nobody)));
        engine.journal().appendLazily(new Frame.BranchDropped(branch));
    }

    void decide() {
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
        Runnable kept = () -> {
            story.fate = commit ? Fate.COMMITTED : Fate.ROLLED_BACK;
            story.byOperator = operator ? decision : story.byOperator;
        };
        if (commit || operator) {
            engine.append(frame, kept);
        } else {
            engine.appendLazily(frame, kept);
        }
    }

    /** Every topic gets its route, and every branch that is undecided its decision. */
    void decideAll() {
        TOPICS.forEach(this::route);
        for (BranchXid xid : engine.outbound().recoverable()) {
            if (!engine.outbound().isPrepared(xid)) {
                continue; // decided by an operator, and not forgotten
            }
            Story story = books.branch(xid);
            if (!story.deciding) {
                decide(story, !story.rollbackTried, false);
            }
        }
        engine.drain();
    }

    /** The transaction manager takes note of an operator's decision. */
    void forget() {
        for (Story story : books.all()) {
            if (story.byOperator != null) {
                story.byOperator = null;
                engine.append(new Frame.BranchForgotten(story.xid), () -> {});
                return;
            }
        }
    }

    void release() {
        Story story = anyPrepared();
        if (story != null) {
            story.released = true;
            engine.append(new Frame.Released(story.xid), () -> {});
        }
    }

    void route() {
        route(TOPICS.get(random.nextInt(TOPICS.size())));
    }

    private void route(String topic) {
        engine.append(new Frame.Route(topic, PARTITIONS, byChoice), () -> {});
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
            int partition = random.nextInt(PARTITIONS);
            books.sent(story, number, payload);
            if (byChoice) {
                books.expect(
                        number,
                        route == EncodedReport.Route.ROUTED
                                ? partition
                                : SimulatedPartitioner.choice(number, payload.length, PARTITIONS));
            }
            writer.reserve((int) ReportWriter.sizeOf(topic.length(), key == null ? -1 : key.length, payload.length));
            writer.begin(7, number, 0, route, partition, topic, key, 0);
            writer.end(payload);
        }
        return writer.toBlock();
    }

    private BranchXid newXid() {
        int number = nextBranch++;
        return Xids.of(number);
    }
}
