package dev.rapporteur.impl.decision;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.xa.OpenJournal;
import java.lang.System.Logger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks databases, and decides as they say. Only a database's word decides; while one doesn't answer, what it decides waits, and
 * is asked for again with growing pauses.
 *
 * <p>For the thread that asks; what it tells is for any.
 */
final class Asking {

    private static final Logger LOG = System.getLogger(Asking.class.getName());

    /** A transaction that has not told its end is asked for after so long: its callback may have been skipped. */
    private static final long GRACE_MS = 1_000;

    /** What can't be proved now is asked for again so rarely: a database may have been put back. */
    private static final long UNPROVABLE_PAUSE_MS = 60_000;

    /** A branch that was asked for, and is to be asked for again. */
    private static final class Asked {
        private final Addressee addressee;
        private final Pause pause = new Pause();
        /** It was before its transaction told its end. */
        private boolean early;

        Asked(Addressee addressee) {
            this.addressee = addressee;
        }
    }

    private final @Nullable DatabaseTransactions own;
    private final KnownDatabases known;
    private final OpenJournal journal;
    private final String engine;
    private final LongSupplier clockMs;

    private final Map<Addressee, Pause> away = new HashMap<>();
    private final Map<BranchXid, Asked> askedAgain = new HashMap<>();
    private final Map<Addressee, String> waiting = new ConcurrentHashMap<>();
    private final Map<BranchXid, String> unprovable = new ConcurrentHashMap<>();
    private volatile long decided;

    Asking(
            @Nullable DatabaseTransactions own,
            KnownDatabases known,
            OpenJournal journal,
            String engine,
            LongSupplier clockMs) {
        this.own = own;
        this.known = known;
        this.journal = journal;
        this.engine = engine;
        this.clockMs = clockMs;
    }

    /** Branches that were decided as their databases said. */
    long decided() {
        return decided;
    }

    /** Why a branch can't be decided by its database any more; null if it can, as far as is known. */
    @Nullable
    String unprovable(BranchXid xid) {
        return unprovable.get(xid);
    }

    /** What waits for databases, in sentences. */
    List<String> troubles() {
        List<String> sentences = new ArrayList<>(waiting.values());
        List<String> reasons = List.copyOf(unprovable.values());
        if (!reasons.isEmpty()) {
            sentences.add(
                    reasons.size() + " transactions can't be decided by their database any more; their partitions wait"
                            + " until an operator decides them by the management bean dev.rapporteur:type=UndecidedBranches. "
                            + reasons.get(0));
        }
        return sentences;
    }

    /** How long it is until one is asked for again. */
    long leftMs(long nowMs) {
        long next = Long.MAX_VALUE;
        for (Asked asked : askedAgain.values()) {
            next = Math.min(next, Math.max(asked.pause.leftMs(nowMs), awayMs(asked.addressee, nowMs)));
        }
        return next;
    }

    /** How long it is until a database that didn't answer is asked again. */
    private long awayMs(Addressee addressee, long nowMs) {
        Pause pause = away.get(addressee);
        return pause == null ? 0 : pause.leftMs(nowMs);
    }

    /**
     * Asks for those that it is time for.
     *
     * @param questions all that there are
     * @return whether there was no time for some
     */
    boolean ask(List<Question> questions, long nowMs) {
        dropDecided(questions);
        for (Question question : questions) {
            if (question.proof() instanceof UnknownProof unknown) {
                keepUndecided(question.xid(), unknown.verdict());
            }
        }
        boolean more = false;
        Map<Addressee, List<Question>> due = questions.stream()
                .filter(question -> isDue(question, nowMs))
                .collect(Collectors.groupingBy(Question::addressee, LinkedHashMap::new, Collectors.toList()));
        for (Map.Entry<Addressee, List<Question>> each : due.entrySet()) {
            more |= ask(each.getKey(), each.getValue(), nowMs);
        }
        return more;
    }

    /** What is decided needs no memory here. */
    private void dropDecided(List<Question> questions) {
        if (askedAgain.isEmpty() && unprovable.isEmpty()) {
            return;
        }
        Set<BranchXid> still = questions.stream().map(Question::xid).collect(Collectors.toSet());
        askedAgain.keySet().retainAll(still);
        unprovable.keySet().retainAll(still);
    }

    private boolean isDue(Question question, long nowMs) {
        if (question.proof() instanceof UnknownProof || awayMs(question.addressee(), nowMs) > 0) {
            return false;
        }
        boolean running = isRunning(question.xid());
        Asked asked = askedAgain.get(question.xid());
        if (asked == null || (asked.early && !running)) {
            return !running || question.ageMs() >= GRACE_MS;
        }
        return asked.pause.isOver(nowMs);
    }

    private boolean isRunning(BranchXid xid) {
        return own != null && own.running().contains(xid);
    }

    /** Asks one database for as many as can be asked for at once. */
    private boolean ask(Addressee addressee, List<Question> due, long nowMs) {
        Map<Proof, List<Question>> byProof = new LinkedHashMap<>();
        for (Question question : due) {
            if (byProof.size() < DecisionDatabase.MAX_ASKED || byProof.containsKey(question.proof())) {
                byProof.computeIfAbsent(question.proof(), one -> new ArrayList<>())
                        .add(question);
            }
        }
        Map<Proof, Verdict> verdicts;
        try {
            DecisionDatabase database = known.get(addressee);
            if (byProof.size() < due.size()) {
                database.note(due.stream().map(Question::proof).toList());
            }
            verdicts = database.ask(List.copyOf(byProof.keySet()));
        } catch (DecisionSetupException e) {
            fail(addressee, due.size(), String.valueOf(e.getMessage()), nowMs);
            return false;
        } catch (SQLException e) {
            fail(
                    addressee,
                    due.size(),
                    "The database behind \"" + addressee.dataSource() + "\" doesn't answer: " + e.getMessage()
                            + ". It is asked again by itself.",
                    nowMs);
            return false;
        }
        away.remove(addressee);
        waiting.remove(addressee);
        take(byProof, verdicts);
        return byProof.size() == DecisionDatabase.MAX_ASKED || verdicts.size() < byProof.size();
    }

    private void fail(Addressee addressee, int questions, String message, long nowMs) {
        Pause pause = away.computeIfAbsent(addressee, one -> new Pause());
        if (pause.isFirst()) {
            LOG.log(Logger.Level.WARNING, engine + ": " + message);
        }
        pause.longer(nowMs);
        waiting.put(addressee, questions + " transactions wait for their database to decide. " + message);
    }

    private void take(Map<Proof, List<Question>> byProof, Map<Proof, Verdict> verdicts) {
        long nowMs = clockMs.getAsLong();
        Map<BranchXid, Decision> decisions = new LinkedHashMap<>();
        List<Question> answered = new ArrayList<>();
        byProof.forEach((proof, questions) -> {
            Verdict verdict = verdicts.get(proof);
            if (verdict != null) { // else there was no time to ask for it: it is asked for in the next turn
                questions.forEach(question -> take(question, verdict, decisions, nowMs));
                answered.addAll(questions);
            }
        });
        if (!decisions.isEmpty() && decide(decisions) && own != null) {
            for (Question question : answered) {
                if (decisions.containsKey(question.xid())) {
                    own.decided(question.xid(), question.proof());
                }
            }
        }
    }

    private void take(Question question, Verdict verdict, Map<BranchXid, Decision> decisions, long nowMs) {
        BranchXid xid = question.xid();
        switch (verdict.kind()) {
            case COMMITTED -> decisions.put(xid, Decision.COMMIT);
            case ROLLED_BACK -> decisions.put(xid, Decision.ROLLBACK);
            case RUNNING -> {
                unprovable.remove(xid);
                Asked asked = asked(question);
                asked.early = isRunning(xid);
                asked.pause.longer(nowMs);
            }
            case UNPROVABLE -> {
                keepUndecided(xid, verdict);
                Asked asked = asked(question);
                asked.early = isRunning(xid);
                asked.pause.until(nowMs + UNPROVABLE_PAUSE_MS);
            }
        }
    }

    private Asked asked(Question question) {
        return askedAgain.computeIfAbsent(question.xid(), one -> new Asked(question.addressee()));
    }

    private void keepUndecided(BranchXid xid, Verdict verdict) {
        String reason = verdict.reason() == null ? "" : verdict.reason();
        if (unprovable.put(xid, reason) == null) {
            LOG.log(Logger.Level.ERROR, engine + ": branch " + xid + " must be decided by an operator. " + reason);
        }
    }

    /** @return whether that is done: else it is asked for again */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the thread that asks
    private boolean decide(Map<BranchXid, Decision> decisions) {
        HaltPoint.BEFORE_DATABASE_DECISION.reached();
        try {
            decided += journal.decide(decisions);
        } catch (NotAvailableException e) {
            LOG.log(Logger.Level.WARNING, engine + ": " + e.getMessage()); // still undecided, or found decided
            return false;
        }
        HaltPoint.AFTER_DATABASE_DECISION.reached();
        return true;
    }
}
