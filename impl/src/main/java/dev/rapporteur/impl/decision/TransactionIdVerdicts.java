package dev.rapporteur.impl.decision;

import dev.rapporteur.impl.decision.TransactionIdProof.Epoch;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * What the word of PostgreSQL about a transaction's id is worth.
 *
 * <p><b>Within one life of the server</b> ({@link Epoch}) an id belongs to one transaction, and the server's word counts.
 *
 * <p><b>After a crash</b> the server goes on from the highest id that it finds in its log. Ids whose log had not reached the disk are
 * given out anew, so the id may be another transaction's now, and what is said of it, that one's:
 * <ul>
 *   <li>"aborted": ours has not committed, for good. If it had, its id would have reached the disk with its commit, nobody else would
 *       have it, and it would be "committed".
 *   <li>"committed": ours, or a later one's. A later one has committed after the next life began; ours before its own ended. Of the
 *       lives in between we may have seen none, so the start of the present life tells nothing: one between may have given the id out
 *       anew, and crashed, too. What tells is when the proof's own life was last seen alive, which each proof and each asking notes:
 *       a commit up to that time is ours. A later one can't be told from another's. The comparison trusts the server's clock not to be
 *       set back, within a life nor over a crash.
 *   <li>"in progress": another's, since no transaction outlives a crash unless it was prepared, and ours is not. "ahead": nobody has
 *       it, or another that is among the latest. Both say that the database has no trace of ours: it has rolled back if the database
 *       crashed, but if it was restored to an earlier time, a commit may have been acknowledged and lost. That is an operator's.
 * </ul>
 *
 * <p><b>After a promotion or a restore</b> the timeline is another. Commit times may then stem from two clocks, so "committed" proves
 * nothing. "aborted" counts as above, for the history that the database has now; what an asynchronous standby has not got is lost with
 * the business rows. Another system identifier is another database. A restored copy of the files without a new timeline is taken for a
 * crash.
 *
 * <p>Safe for use by several threads.
 */
public final class TransactionIdVerdicts {

    private static final String REMEDY =
            "If the database crashed and was not restored to an earlier time, a transaction that is unknown"
                    + " to it has rolled back; else compare the transaction's business rows. Then commit or roll back the branch by the"
                    + " management bean UndecidedBranches.";

    /** Of so many lives it is remembered when they were last seen alive. */
    private static final int REMEMBERED = 16;

    private final String name;
    private final Map<Epoch, LongAccumulator> lastSeenUs = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Epoch, LongAccumulator> eldest) {
            return size() > REMEMBERED;
        }
    });

    /** The life that was noted last, which is the present one nearly always: all callers note it, side by side. */
    private volatile Life latest = new Life(Epoch.NONE, newest());

    private record Life(Epoch epoch, LongAccumulator lastSeenUs) {}

    private static LongAccumulator newest() {
        return new LongAccumulator(Math::max, Long.MIN_VALUE);
    }

    /**
     * What the server says of an id.
     *
     * @param word as of pg_xact_status, or "ahead" of an id that was not given out or is among the latest; null if its history
     *     was trimmed
     * @param committedUs the time of its commit, in microseconds since 1970, where the server keeps it
     */
    public record Status(@Nullable String word, OptionalLong committedUs) {}

    /** Of the database with this name. */
    public TransactionIdVerdicts(String name) {
        this.name = name;
    }

    /** The server was alive then, by its own clock, in microseconds since 1970. */
    public void seen(Epoch epoch, long nowUs) {
        Life life = latest;
        if (!life.epoch.equals(epoch)) {
            life = new Life(epoch, lastSeenUs.computeIfAbsent(epoch, one -> newest()));
            latest = life;
        }
        life.lastSeenUs.accumulate(nowUs);
    }

    /** A proof shows the life of the server in which it was taken. */
    public void vouch(TransactionIdProof proof) {
        seen(proof.epoch(), proof.takenUs());
    }

    private boolean wasAliveAt(Epoch epoch, long timeUs) {
        LongAccumulator last = lastSeenUs.get(epoch);
        return last != null && last.get() >= timeUs;
    }

    /**
     * Judges; each proof vouches for the life of the server in which it was taken.
     *
     * @param statuses by id; a proof whose id has none gets no verdict
     * @param now the present epoch
     */
    public Map<Proof, Verdict> of(List<TransactionIdProof> proofs, Map<Long, Status> statuses, Epoch now) {
        proofs.forEach(this::vouch);
        Map<Proof, Verdict> verdicts = new HashMap<>();
        for (TransactionIdProof proof : proofs) {
            Status status = statuses.get(proof.id());
            if (status != null) {
                verdicts.put(proof, of(proof, status, now));
            }
        }
        return verdicts;
    }

    private Verdict of(TransactionIdProof proof, Status status, Epoch now) {
        if (proof.epoch().system() != now.system()) {
            return unprovable(
                    proof,
                    "it was given out by another database, with the system identifier "
                            + proof.epoch().system() + "; this one has " + now.system() + ".");
        }
        String word = status.word();
        if (word == null) {
            return unprovable(proof, "the database keeps no history so old.");
        }
        return proof.epoch().equals(now) ? inItsEpoch(proof, word) : inAnother(proof, word, status.committedUs(), now);
    }

    private Verdict inItsEpoch(TransactionIdProof proof, String word) {
        return switch (word) {
            case "committed" -> Verdict.COMMITTED;
            case "aborted" -> Verdict.ROLLED_BACK;
            case "in progress", "ahead" -> Verdict.RUNNING;
            default -> unprovable(proof, "the database says \"" + word + "\", which nobody understands here.");
        };
    }

    private Verdict inAnother(TransactionIdProof proof, String word, OptionalLong committedUs, Epoch now) {
        return switch (word) {
            case "aborted" -> Verdict.ROLLED_BACK;
            case "committed" -> committedOverCrash(proof, committedUs, now);
            case "in progress" ->
                unprovable(proof, "it is another transaction's now: the database has crashed or was restored.");
            case "ahead" ->
                unprovable(proof, "the database has not given it out, or anew: it has crashed or was restored.");
            default -> unprovable(proof, "the database says \"" + word + "\", which nobody understands here.");
        };
    }

    private Verdict committedOverCrash(TransactionIdProof proof, OptionalLong committedUs, Epoch now) {
        if (proof.epoch().timeline() != now.timeline()) {
            return unprovable(
                    proof,
                    "it has committed, but on the timeline " + now.timeline()
                            + " perhaps as another transaction's: it was" + " given out on the timeline "
                            + proof.epoch().timeline() + ", before a promotion or a restore.");
        }
        if (committedUs.isEmpty()) {
            return unprovable(
                    proof,
                    "it has committed, but perhaps as another transaction's: the database has crashed since it was given"
                            + " out, and keeps no time of commits (track_commit_timestamp is off).");
        }
        long time = committedUs.getAsLong();
        if (time >= proof.takenUs() && wasAliveAt(proof.epoch(), time)) {
            return Verdict.COMMITTED;
        }
        return unprovable(
                proof,
                "it has committed, but perhaps as another transaction's: the database crashed at about the time of that"
                        + " commit.");
    }

    private Verdict unprovable(TransactionIdProof proof, String why) {
        return Verdict.unprovable("Of the transaction id " + proof.id() + " " + name
                + " can't tell whether it has committed: " + why + " " + REMEDY);
    }
}
