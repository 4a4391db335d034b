package dev.rapporteur.impl.decision;

import static java.util.Objects.requireNonNull;

import dev.rapporteur.BufferFullException;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.TransactionStateException;
import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.xa.Branch;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One transaction whose reports the database decides over.
 *
 * <pre>
 * sending -> pending   before completion: the proof is taken, the reports are durable
 * pending -> sending   something was sent after that: another leg, under the same proof
 * sending, pending -> failed   its completion threw: it takes nothing more, only its end may come
 * sending, pending, failed -> over   after completion, however it went: what is pending is asked for, the rest is dropped
 * </pre>
 *
 * <p>Called by the transaction's own thread; only its end may come from another one, as of a reaper, and does not wait for it.
 */
public final class DatabaseTransaction {

    private static final int NONE = 0;

    private final DatabaseTransactions all;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<BranchXid> pending = new HashSet<>();
    private @Nullable Branch branch;
    private Frame.@Nullable Proof proof;
    private long number = NONE;
    /** Its completion has failed: it can only roll back. */
    private boolean failed;

    private volatile boolean over;

    DatabaseTransaction(DatabaseTransactions all) {
        this.all = all;
    }

    /**
     * Sends in the branch that takes reports now.
     *
     * @throws TransactionStateException if the transaction is over
     * @throws NotAvailableException if the engine is stopping, its journal has failed, or the database can't decide
     */
    public <T> T inBranch(Function<Branch, T> call) {
        lock.lock();
        try {
            requireSound();
            Branch taking = branch;
            if (taking == null) {
                taking = all.newBranch();
                branch = taking;
            }
            return call.apply(taking);
        } finally {
            unlock();
        }
    }

    private void requireSound() {
        if (over || failed) {
            throw new TransactionStateException("The transaction takes no more reports: "
                    + (over ? "it is over. Begin a new one." : "its completion has failed, and it rolls back."));
        }
    }

    /**
     * Takes the proof, if it isn't taken yet, and makes what was sent durable. Does nothing if nothing was sent since the last
     * time. If this throws, the transaction must roll back.
     *
     * @param active whether the caller's transaction is active right now
     * @throws TransactionStateException if it isn't, after the proof was taken: that may stand alone then, and counts nothing;
     *     or if it is over or has failed
     * @throws NotAvailableException if the database gave no proof, or the journal does not take the reports
     * @throws BufferFullException if the journal has no room
     */
    public void beforeCompletion(BooleanSupplier active) {
        lock.lock();
        boolean done = false;
        try {
            Branch sent = branch;
            if (sent != null && !sent.isEmpty()) {
                requireSound();
                prove();
                pend(sent, active);
            }
            done = true;
        } finally {
            failed |= !done;
            if (failed && pending.isEmpty()) {
                endNumber(); // nothing of it will ever be pending, even if nobody tells its end
            }
            unlock();
        }
    }

    private void prove() {
        if (proof == null) {
            number = all.numbers().take();
            proof = all.take(number);
            HaltPoint.AFTER_PROOF.reached();
        }
    }

    private void pend(Branch sent, BooleanSupplier active) {
        long proven = number;
        all.numbers().hold(proven); // also if what is pending of it already is decided meanwhile
        try {
            // Still active now, it was active all the time: then the proof stands or falls with it.
            if (over || !active.getAsBoolean() || !all.running().containsAll(pending)) {
                throw new TransactionStateException("The transaction was rolled back before its reports were durable,"
                        + " perhaps because its time is up. Nothing of it is sent.");
            }
            branch = null;
            pend(sent, all.xid(proven, pending.size()));
        } finally {
            all.numbers().release(proven);
        }
    }

    private void pend(Branch sent, BranchXid xid) {
        all.running().add(xid);
        pending.add(xid); // before it can be there: if nobody knows whether it is, it is asked for all the same
        boolean known = false;
        try {
            sent.pend(xid, requireNonNull(proof));
            known = true;
        } catch (BufferFullException | TransactionStateException e) {
            known = true; // nothing of it is there
            pending.remove(xid);
            all.running().remove(xid);
            throw e;
        } finally {
            if (!known) {
                all.numbers().doubt(number); // the journal's next opening tells
                number = NONE;
            }
        }
    }

    private void endNumber() {
        if (number != NONE) {
            all.numbers().end(number);
            number = NONE;
        }
    }

    /** Whether something was sent that is not durable yet. */
    public boolean hasUnkept() {
        lock.lock();
        try {
            Branch sent = branch;
            return sent != null && !sent.isEmpty();
        } finally {
            unlock();
        }
    }

    /** The transaction is over, whatever is said of how it went. Doing it again changes nothing. */
    public void afterCompletion() {
        over = true;
        settle();
    }

    private void unlock() {
        lock.unlock();
        if (over) {
            settle();
        }
    }

    /** Whoever holds the lock does it when he lets it go: nobody waits here. */
    private void settle() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            Branch left = branch;
            branch = null;
            if (left != null) {
                left.rollback();
            }
            endNumber();
            if (!pending.isEmpty()) {
                all.ended(pending);
                pending.clear();
            }
        } finally {
            lock.unlock();
        }
    }
}
