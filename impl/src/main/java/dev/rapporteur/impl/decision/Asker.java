package dev.rapporteur.impl.decision;

import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import dev.rapporteur.impl.xa.OpenJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks databases what became of the transactions whose reports wait for that: those that have told their end, or not told it
 * for a while, or were found in the journal ({@link Asking}). Before that it reaches the engine's own database ({@link
 * Reaching}), afterwards it lets that forget ({@link Forgetting}).
 *
 * <p>Its turns are of one thread, which may wait for a database; what it tells is for any.
 */
public final class Asker implements Turn {

    private static final long LOOK_EVERY_MS = 1_000;

    private final @Nullable Own own;
    private final Asking asking;
    private final OpenJournal journal;
    private final Outbound outbound;
    private final LongSupplier clockMs;
    private final Bell bell;

    private volatile boolean stopping;

    /** What there is to do for an engine's own transactions. */
    private record Own(DatabaseTransactions transactions, Reaching reaching, Forgetting forgetting) {}

    /**
     * Over a journal that has just been opened.
     *
     * @param transactions those of this engine that a database decides; null if the transaction manager decides, so that only
     *     what was found in the journal is asked for
     * @param engine the engine's name, for the log
     * @param clockMs milliseconds that never go back
     * @param bell at which the thread rests that takes the turns
     */
    public Asker(
            Databases databases,
            @Nullable DatabaseTransactions transactions,
            OpenJournal journal,
            Outbound outbound,
            String engine,
            LongSupplier clockMs,
            Bell bell) {
        KnownDatabases known = new KnownDatabases(databases, transactions);
        this.asking = new Asking(transactions, known, journal, engine, clockMs);
        this.journal = journal;
        this.outbound = outbound;
        this.clockMs = clockMs;
        this.bell = bell;
        if (transactions == null) {
            own = null;
        } else {
            own = new Own(
                    transactions,
                    new Reaching(transactions, databases, known, engine, clockMs.getAsLong()),
                    new Forgetting(transactions, known));
            transactions.askedAt(bell);
        }
    }

    /** The next turn is the last. */
    public void stop() {
        stopping = true;
        bell.ring();
    }

    /** Branches that were decided as their databases said. */
    public long decided() {
        return asking.decided();
    }

    /** Why a branch can't be decided by its database any more, as a sentence; null if it can, as far as is known. */
    public @Nullable String unprovable(BranchXid xid) {
        return asking.unprovable(xid);
    }

    /** What stands still because of databases, in sentences. */
    public List<String> troubles() {
        List<String> sentences = new ArrayList<>(asking.troubles());
        if (own != null) {
            String grows = own.forgetting.trouble();
            if (grows != null) {
                sentences.add(grows);
            }
            Readiness readiness = own.transactions.readiness();
            if (!readiness.isReady()) {
                sentences.add(readiness.message());
            }
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
        if (own != null && own.reaching.isDue(nowMs)) {
            own.reaching.reach(nowMs);
        }
        // Before the fold is read: whose branch comes into it meanwhile is still counted here.
        long lowest = own == null ? 0 : own.transactions.numbers().lowest();
        List<Question> questions = Question.about(outbound.undecidedBranches());
        boolean more = asking.ask(questions, nowMs);
        if (own != null && own.forgetting.isDue(nowMs)) {
            own.forgetting.forget(lowest, questions, nowMs);
        }
        return more ? 0 : restMs(clockMs.getAsLong());
    }

    private long restMs(long nowMs) {
        long next = Math.min(LOOK_EVERY_MS, asking.leftMs(nowMs));
        if (own != null) {
            next = Math.min(next, own.reaching.leftMs(nowMs));
        }
        return Math.max(1, next);
    }
}
