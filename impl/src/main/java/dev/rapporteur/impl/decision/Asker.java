package dev.rapporteur.impl.decision;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.config.DecisionProof;
import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.UndecidedBranch;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import dev.rapporteur.impl.xa.OpenJournal;
import java.lang.System.Logger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks databases what became of the transactions whose reports wait for that, and decides as they say: those that have told
 * their end, or not told it for a while, or were found in the journal. Only a database's word decides; while one doesn't
 * answer, what it decides waits, and is asked for again with growing pauses.
 *
 * <p>Its turns are of one thread, which may wait for a database; what it tells is for any.
 */
public final class Asker implements Turn {

    private static final Logger LOG = System.getLogger(Asker.class.getName());

    /** A transaction that has not told its end is asked for after so long: its callback may have been skipped. */
    private static final long GRACE_MS = 1_000;

    /** A server that starts may bind its data sources after so long. */
    private static final long BOUND_WITHIN_MS = 5_000;

    private static final long LOOK_EVERY_MS = 1_000;
    private static final long FORGET_EVERY_MS = 1_000;
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 30_000;
    /** What can't be proved now is asked for again so rarely: a database may have been put back. */
    private static final long UNPROVABLE_PAUSE_MS = 60_000;

    /** Whom to ask, and for what kind of proof. */
    private record Addressee(String name, DecisionProof kind) {

        static Addressee of(Frame.Proof proof, Proof parsed) {
            return new Addressee(
                    proof.database(),
                    parsed instanceof TableProof ? DecisionProof.TABLE : DecisionProof.TRANSACTION_ID);
        }
    }

    /** When something is tried again, and how often it was. */
    private static final class Pause {
        private long untilMs;
        private int tries;
        /** Of a branch: asked for before its transaction told its end. */
        private boolean early;

        void longer(long nowMs) {
            untilMs = nowMs + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(tries, 16));
            tries++;
        }
    }

    /** A branch that is to be asked for. */
    private record Question(BranchXid xid, Proof proof) {}

    private final Databases databases;
    private final @Nullable DatabaseTransactions transactions;
    private final OpenJournal journal;
    private final Outbound outbound;
    private final String engine;
    private final LongSupplier clockMs;
    private final Bell bell;
    private final long begunMs;
    private final DecisionProof ownKind;

    private final Map<Addressee, DecisionDatabase> found = new LinkedHashMap<>();
    private final Map<Addressee, Pause> away = new LinkedHashMap<>();
    private final Map<BranchXid, Pause> askedAgain = new LinkedHashMap<>();
    private final Map<Addressee, String> troubles = new ConcurrentHashMap<>();
    private final Map<BranchXid, String> unprovable = new ConcurrentHashMap<>();
    private final Pause reaching = new Pause();
    private long forgetAtMs;
    private long forgotten;
    private Set<Long> keptOpenings = Set.of();
    private volatile @Nullable String forgetting;
    private volatile long decided;
    private volatile boolean stopping;

    /**
     * Over a journal that has just been opened.
     *
     * @param transactions those of this engine that a database decides; null if the transaction manager decides, so that only
     *     what was found in the journal is asked for
     * @param ownKind how the engine's own database proves
     * @param engine the engine's name, for the log
     * @param clockMs milliseconds that never go back
     * @param bell at which the thread rests that takes the turns
     */
    public Asker(
            Databases databases,
            @Nullable DatabaseTransactions transactions,
            DecisionProof ownKind,
            OpenJournal journal,
            Outbound outbound,
            String engine,
            LongSupplier clockMs,
            Bell bell) {
        this.databases = databases;
        this.transactions = transactions;
        this.ownKind = ownKind;
        this.journal = journal;
        this.outbound = outbound;
        this.engine = engine;
        this.clockMs = clockMs;
        this.bell = bell;
        this.begunMs = clockMs.getAsLong();
        if (transactions != null) {
            transactions.opened(bell);
        }
    }

    /** The next turn is the last. */
    public void stop() {
        stopping = true;
        bell.ring();
    }

    /** Branches that were decided as their databases said. */
    public long decided() {
        return decided;
    }

    /** Why a branch can't be decided by its database any more, as a sentence; null if it can, as far as is known. */
    public @Nullable String unprovable(BranchXid xid) {
        return unprovable.get(xid);
    }

    /** What stands still because of databases, in sentences. */
    public List<String> troubles() {
        List<String> sentences = new ArrayList<>(troubles.values());
        String grows = forgetting;
        if (grows != null) {
            sentences.add(grows);
        }
        if (transactions != null && !transactions.readiness().isReady()) {
            sentences.add(transactions.readiness().message());
        }
        List<String> reasons = List.copyOf(unprovable.values());
        if (!reasons.isEmpty()) {
            sentences.add(
                    reasons.size() + " transactions can't be decided by their database any more; their partitions wait"
                            + " until an operator decides them by the management bean dev.rapporteur:type=UndecidedBranches. "
                            + reasons.get(0));
        }
        return sentences;
    }

    @Override
    public long turn() {
        if (stopping) {
            return DONE;
        }
        if (!journal.isOpen()) {
            return LOOK_EVERY_MS; // this opening ends
        }
        long nowMs = clockMs.getAsLong();
        if (transactions != null && !transactions.readiness().isReady() && reaching.untilMs <= nowMs) {
            reach(transactions, nowMs);
        }
        // Before the fold is read: whose branch comes into it meanwhile is still counted here.
        long lowest = transactions == null ? 0 : transactions.numbers().lowest();
        List<UndecidedBranch> undecided = outbound.undecidedBranches();
        drop(undecided);
        boolean more = false;
        for (Map.Entry<Addressee, List<Question>> one : due(undecided, nowMs).entrySet()) {
            more |= ask(one.getKey(), one.getValue(), nowMs);
        }
        if (transactions != null && transactions.readiness().isReady() && forgetAtMs <= nowMs) {
            forget(transactions, lowest, undecided, nowMs);
        }
        return more ? 0 : restMs(clockMs.getAsLong());
    }

    /** What is decided needs no memory here. */
    private void drop(List<UndecidedBranch> undecided) {
        if (askedAgain.isEmpty() && unprovable.isEmpty()) {
            return;
        }
        Set<BranchXid> still = undecided.stream().map(UndecidedBranch::xid).collect(Collectors.toSet());
        askedAgain.keySet().retainAll(still);
        unprovable.keySet().retainAll(still);
    }

    private void reach(DatabaseTransactions own, long nowMs) {
        Addressee addressee = new Addressee(own.database(), ownKind);
        long number = own.numbers().take();
        try {
            DecisionDatabase database = find(addressee);
            databases.check(database, own.opening(), number);
            database.enter(own.opening());
            own.reached(database);
            LOG.log(
                    Logger.Level.INFO,
                    "{0}: the database behind \"{1}\" decides over reports.",
                    engine,
                    own.database());
        } catch (DecisionSetupException.Missing e) {
            reaching.longer(nowMs);
            if (nowMs - begunMs > BOUND_WITHIN_MS) {
                refuse(own, e);
            }
        } catch (DecisionSetupException e) {
            reaching.longer(nowMs);
            refuse(own, e);
        } catch (SQLException e) {
            if (reaching.tries == 0) {
                LOG.log(Logger.Level.WARNING, engine + ": " + own.readiness().message() + " " + e.getMessage());
            }
            reaching.longer(nowMs);
            own.readiness().tried();
        } finally {
            own.numbers().end(number);
        }
    }

    private void refuse(DatabaseTransactions own, DecisionSetupException refusal) {
        boolean again = own.readiness().message().equals(refusal.getMessage());
        own.readiness().become(refusal);
        if (!again) {
            LOG.log(Logger.Level.ERROR, engine + ": " + refusal.getMessage());
        }
    }

    /** The engine's own is the one that callers take proofs of: it remembers what it has seen, over openings of the journal. */
    private DecisionDatabase find(Addressee addressee) {
        if (transactions != null
                && transactions.readiness().isReady()
                && addressee.equals(new Addressee(transactions.database(), ownKind))) {
            return transactions.deciding();
        }
        DecisionDatabase known = found.get(addressee);
        if (known == null) {
            known = databases.find(addressee.name(), addressee.kind());
            found.put(addressee, known);
        }
        return known;
    }

    private Map<Addressee, List<Question>> due(List<UndecidedBranch> undecided, long nowMs) {
        Map<Addressee, List<Question>> due = new LinkedHashMap<>();
        for (UndecidedBranch branch : undecided) {
            Frame.Proof proof = branch.proof();
            if (proof != null && isDue(branch, nowMs)) {
                Proof parsed = parse(branch.xid(), proof);
                if (parsed != null) {
                    due.computeIfAbsent(Addressee.of(proof, parsed), one -> new ArrayList<>())
                            .add(new Question(branch.xid(), parsed));
                }
            }
        }
        due.keySet().removeIf(one -> away.containsKey(one) && away.get(one).untilMs > nowMs);
        return due;
    }

    private boolean isDue(UndecidedBranch branch, long nowMs) {
        boolean running = isRunning(branch.xid());
        Pause pause = askedAgain.get(branch.xid());
        if (pause == null || (pause.early && !running)) {
            return !running || branch.ageMs() >= GRACE_MS;
        }
        return pause.untilMs <= nowMs;
    }

    private boolean isRunning(BranchXid xid) {
        return transactions != null && transactions.running().contains(xid);
    }

    /** Asks for as many as can be asked for at once. @return whether there are more */
    private boolean ask(Addressee addressee, List<Question> all, long nowMs) {
        Map<Proof, List<BranchXid>> byProof = new LinkedHashMap<>();
        for (Question question : all) {
            if (byProof.size() < DecisionDatabase.MAX_ASKED || byProof.containsKey(question.proof())) {
                byProof.computeIfAbsent(question.proof(), one -> new ArrayList<>())
                        .add(question.xid());
            }
        }
        Map<Proof, Verdict> verdicts;
        try {
            verdicts = find(addressee).ask(List.copyOf(byProof.keySet()));
        } catch (DecisionSetupException e) {
            fail(addressee, all.size(), String.valueOf(e.getMessage()), nowMs);
            return false;
        } catch (SQLException e) {
            fail(
                    addressee,
                    all.size(),
                    "The database behind \"" + addressee.name() + "\" doesn't answer: " + e.getMessage()
                            + ". It is asked again by itself.",
                    nowMs);
            return false;
        }
        away.remove(addressee);
        troubles.remove(addressee);
        long answeredMs = clockMs.getAsLong();
        Map<BranchXid, Decision> decisions = new LinkedHashMap<>();
        byProof.forEach((proof, xids) -> {
            Verdict verdict = verdicts.get(proof);
            if (verdict != null) { // else there was no time to ask for it: it is asked for in the next turn
                xids.forEach(xid -> take(xid, verdict, decisions, answeredMs));
            }
        });
        if (decide(decisions) && transactions != null) {
            byProof.forEach((proof, xids) ->
                    xids.stream().filter(decisions::containsKey).forEach(xid -> transactions.decided(xid, proof)));
        }
        return byProof.size() == DecisionDatabase.MAX_ASKED || verdicts.size() < byProof.size();
    }

    private void fail(Addressee addressee, int waiting, String message, long nowMs) {
        Pause pause = away.computeIfAbsent(addressee, one -> new Pause());
        if (pause.tries == 0) {
            LOG.log(Logger.Level.WARNING, engine + ": " + message);
        }
        pause.longer(nowMs);
        troubles.put(addressee, waiting + " transactions wait for their database to decide. " + message);
    }

    private void take(BranchXid xid, Verdict verdict, Map<BranchXid, Decision> decisions, long nowMs) {
        switch (verdict.kind()) {
            case COMMITTED -> decisions.put(xid, Decision.COMMIT);
            case ROLLED_BACK -> decisions.put(xid, Decision.ROLLBACK);
            case RUNNING -> {
                unprovable.remove(xid);
                Pause pause = askedAgain.computeIfAbsent(xid, one -> new Pause());
                pause.early = isRunning(xid);
                pause.longer(nowMs);
            }
            case UNPROVABLE -> {
                String reason = verdict.reason() == null ? "" : verdict.reason();
                if (unprovable.put(xid, reason) == null) {
                    LOG.log(
                            Logger.Level.ERROR,
                            engine + ": branch " + xid + " must be decided by an operator. " + reason);
                }
                askedAgain.computeIfAbsent(xid, one -> new Pause()).untilMs = nowMs + UNPROVABLE_PAUSE_MS;
            }
        }
    }

    /** @return whether that is done: else it is asked for again */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the thread that takes the turns
    private boolean decide(Map<BranchXid, Decision> decisions) {
        if (decisions.isEmpty()) {
            return true;
        }
        HaltPoint.BEFORE_DATABASE_DECISION.reached();
        try {
            decided += journal.decide(decisions);
        } catch (NotAvailableException e) {
            LOG.log(
                    Logger.Level.WARNING,
                    engine + ": " + e.getMessage()); // still undecided, or found decided: asked again
            return false;
        }
        HaltPoint.AFTER_DATABASE_DECISION.reached();
        return true;
    }

    /** Lets the database forget what is decided. */
    private void forget(DatabaseTransactions own, long lowest, List<UndecidedBranch> undecided, long nowMs) {
        forgetAtMs = nowMs + FORGET_EVERY_MS;
        if (ownKind != DecisionProof.TABLE) {
            return;
        }
        long below = lowest;
        Set<Long> earlier = new TreeSet<>();
        for (UndecidedBranch branch : undecided) {
            Frame.Proof text = branch.proof();
            if (text == null) {
                continue;
            }
            Proof parsed = parse(branch.xid(), text);
            if (parsed == null) {
                return; // nobody knows which rows it needs
            }
            if (parsed instanceof TableProof proof
                    && proof.journalId().equals(own.opening().journalId())) {
                if (proof.opening() == own.opening().incarnation()) {
                    below = Math.min(below, proof.number());
                } else {
                    earlier.add(proof.opening());
                }
            }
        }
        if (below > forgotten || !earlier.equals(keptOpenings)) {
            forget(own, below, earlier);
        }
    }

    private void forget(DatabaseTransactions own, long below, Set<Long> earlier) {
        Addressee addressee = new Addressee(own.database(), ownKind);
        try {
            find(addressee).forget(own.opening(), below, List.copyOf(earlier));
            forgotten = below;
            keptOpenings = earlier;
            forgetting = null;
        } catch (SQLException | DecisionSetupException e) {
            forgetting = "The database behind \"" + addressee.name()
                    + "\" does not let go of proofs that are not needed any more, so its table grows: " + e.getMessage()
                    + ". It is tried again by itself.";
        }
    }

    /** @return null if it is none that can be understood, and this is the reason why the branch can't be decided */
    private @Nullable Proof parse(BranchXid xid, Frame.Proof proof) {
        try {
            return Proof.parse(proof.text());
        } catch (IllegalArgumentException e) {
            unprovable.put(xid, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private long restMs(long nowMs) {
        long next = LOOK_EVERY_MS;
        if (transactions != null && !transactions.readiness().isReady()) {
            next = Math.min(next, Math.max(1, reaching.untilMs - nowMs));
        }
        for (Pause pause : askedAgain.values()) {
            next = Math.min(next, Math.max(1, pause.untilMs - nowMs));
        }
        return next;
    }
}
