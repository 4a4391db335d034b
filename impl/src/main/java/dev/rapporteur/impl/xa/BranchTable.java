package dev.rapporteur.impl.xa;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.outbound.Outbound;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * All branches of an engine: those at work, by Xid, and through the journal those prepared. For any thread; branches don't
 * share a lock.
 *
 * <pre>
 * at work -> prepared        prepare: durable, in the fold
 * at work -> ended           one-phase commit, rollback, or prepare of an empty branch
 * prepared -> ended          commit, rollback
 * prepared -> completed      an operator's decision, remembered until forget
 * completed -> ended         forget
 * </pre>
 */
public final class BranchTable {

    private final Patience patience;
    private final Map<BranchXid, Branch> atWork = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile OpenJournal current;
    private volatile @Nullable String suspended;
    private volatile boolean refusesNew;
    private volatile boolean refusesVotes;

    /** The branches of one journal. */
    public BranchTable(OpenJournal first, Patience patience) {
        this.current = first;
        this.patience = patience;
    }

    /**
     * The journal had failed and is open again: from here on this opening counts. Branches at work go on in it, unless they
     * had written parts; prepared ones are those that its fold found.
     */
    public void reopened(OpenJournal next) {
        current = next;
    }

    /** The present opening; a failed one until the next. Whoever takes several steps that belong together asks once. */
    OpenJournal current() {
        return current;
    }

    Patience patience() {
        return patience;
    }

    /** The journal's identity: resources of one journal are one resource manager. */
    UUID resourceManager() {
        return current.journal().id();
    }

    /** Refuses new branches from here on; those at work may go on. */
    public void refuseNew() {
        refusesNew = true;
    }

    /** Whether it does, for good. */
    public boolean isRefusingNew() {
        return refusesNew;
    }

    /** Refuses new branches until {@link #resume}, with this message; those at work may go on. */
    public void suspend(String message) {
        suspended = message;
    }

    /** Lets branches begin again. */
    public void resume() {
        suspended = null;
    }

    /** Refuses to prepare and to commit in one phase from here on: whoever has not voted yet is rolled back. */
    public void refuseVotes() {
        refusesVotes = true;
    }

    /** Branches begun and not ended, prepared ones not counted. */
    public int openBranches() {
        return open.get();
    }

    /**
     * A branch without an Xid.
     *
     * @throws NotAvailableException if the engine is stopping or drained, or its journal has failed
     */
    public Branch begin() {
        open.incrementAndGet(); // before it looks: who refuses new ones, and then sees none, has seen all
        boolean begun = false;
        try {
            requireOpen();
            Branch branch = new Branch(this);
            begun = true;
            return branch;
        } finally {
            if (!begun) {
                ended();
            }
        }
    }

    private void requireOpen() {
        Journal journal = current.journal();
        Throwable failure = journal.failure();
        if (failure != null && !refusesNew) {
            throw new NotAvailableException(
                    "The report journal has failed; nothing is accepted until it is open again, which is tried by itself. "
                            + failure.getMessage(),
                    failure);
        }
        if (refusesNew || !journal.isOpen()) {
            throw new NotAvailableException("The report adapter is stopping or stopped. Start it, then try again.");
        }
        String message = suspended;
        if (message != null) {
            throw new NotAvailableException(message);
        }
    }

    /** A branch has begun with this Xid. XA section 5, xa_start. */
    Branch begin(BranchXid xid) throws XAException {
        Branch branch;
        try {
            branch = begin();
        } catch (NotAvailableException e) {
            throw XAErrors.of(XAException.XAER_RMFAIL, "Branch " + xid + " can't begin", e);
        }
        if (current.outbound().isPrepared(xid) || atWork.putIfAbsent(xid, branch) != null) {
            ended();
            throw XAErrors.of(XAException.XAER_DUPID, "Branch " + xid + " exists already");
        }
        return branch;
    }

    /** The branch at work. @throws XAException XAER_NOTA, or XAER_PROTO if it is prepared already */
    Branch atWork(BranchXid xid) throws XAException {
        Branch branch = atWork.get(xid);
        if (branch != null) {
            return branch;
        }
        if (current.outbound().isPrepared(xid)) {
            throw XAErrors.of(XAException.XAER_PROTO, "Branch " + xid + " is prepared already");
        }
        throw unknown(current.journal(), xid);
    }

    /** XA section 5, xa_prepare. */
    int prepare(BranchXid xid) throws XAException {
        Branch branch = atWork(xid);
        HaltPoint.BEFORE_PREPARE.reached();
        try {
            if (!branch.prepare(xid)) {
                return XAResource.XA_RDONLY;
            }
        } finally {
            // Prepared, empty or failed: a failed vote has rolled the branch back.
            atWork.remove(xid, branch);
        }
        HaltPoint.AFTER_PREPARE.reached();
        return XAResource.XA_OK;
    }

    /** XA section 5, xa_commit with TMONEPHASE. */
    void commitOnePhase(BranchXid xid) throws XAException {
        Branch branch = atWork(xid);
        try {
            branch.commitOnePhase(xid);
        } finally {
            atWork.remove(xid, branch);
        }
    }

    /** XA section 5, xa_commit. */
    void commit(BranchXid xid) throws XAException {
        if (atWork.containsKey(xid)) {
            throw XAErrors.of(XAException.XAER_PROTO, "Branch " + xid + " is not prepared");
        }
        OpenJournal opening = current;
        requirePrepared(opening, xid);
        HaltPoint.BEFORE_COMMIT.reached();
        settle(opening, xid, Decision.COMMIT);
        HaltPoint.AFTER_COMMIT.reached();
    }

    /** XA section 5, xa_rollback. The frame need not be waited for on disk: without it the rollback is found out again. */
    void rollback(BranchXid xid) throws XAException {
        Branch branch = atWork.remove(xid);
        // A prepare on another thread may have come first, and then the branch is in the journal.
        if (branch != null && branch.rollback()) {
            return;
        }
        OpenJournal opening = current;
        requirePrepared(opening, xid);
        settle(opening, xid, Decision.ROLLBACK);
    }

    private void settle(OpenJournal opening, BranchXid xid, Decision decision) throws XAException {
        if (opening.deciding().putIfAbsent(xid, decision) != null) {
            throw XAErrors.of(
                    XAException.XAER_RMFAIL, "Branch " + xid + " is being decided right now; recovery will ask again");
        }
        Append append = null;
        try {
            requirePrepared(opening, xid);
            Frame frame = new Frame.BranchDecided(xid, decision, false);
            Journal journal = opening.journal();
            append = decision == Decision.COMMIT ? journal.append(frame) : journal.appendLazily(frame);
            require(append, xid, decision.name());
        } finally {
            decided(opening, xid, append);
        }
    }

    /** Only now may anybody else decide, so that the journal never has two decisions about one prepared branch. */
    private static void decided(OpenJournal opening, BranchXid xid, @Nullable Append append) {
        if (append == null || append.outcome() != null) {
            opening.deciding().remove(xid);
        }
    }

    /** XA section 5, xa_forget. */
    void forget(BranchXid xid) throws XAException {
        OpenJournal opening = current;
        if (opening.outbound().heuristicDecision(xid) == null) {
            throw unknown(opening.journal(), xid);
        }
        require(opening.journal().append(new Frame.BranchForgotten(xid)), xid, "forget");
    }

    /**
     * XA section 5, xa_recover. A scan that succeeds without a branch makes the transaction manager forget it: only an open
     * journal, whose frames are all read and can be vouched for, may answer.
     */
    List<BranchXid> recover() throws XAException {
        OpenJournal opening = current;
        List<BranchXid> xids = opening.outbound().recoverable();
        if (!opening.journal().isOpen()) {
            throw notOpen(opening.journal(), "recover");
        }
        String obstacle = opening.journal().recoveryObstacle();
        if (obstacle != null) {
            throw XAErrors.of(XAException.XAER_RMFAIL, "Recovery can't be answered. " + obstacle);
        }
        return xids;
    }

    /**
     * Decides a prepared branch in place of its transaction manager, which is told so until it forgets the branch; or of its
     * database, which is not asked any more. Durable when this returns.
     *
     * @return false if no such branch is prepared, or somebody else decides it right now
     */
    public boolean decide(BranchXid xid, Decision decision) {
        OpenJournal opening = current;
        if (opening.deciding().putIfAbsent(xid, decision) != null) {
            return false;
        }
        Append append = null;
        try {
            if (!opening.outbound().isPrepared(xid)) {
                return false;
            }
            boolean heuristic = !opening.outbound().isProven(xid);
            append = opening.journal().append(new Frame.BranchDecided(xid, decision, heuristic));
            if (append.await() != Append.Outcome.DONE) {
                throw OpenJournal.notDurable(xid, append);
            }
            return true;
        } finally {
            decided(opening, xid, append);
        }
    }

    /** Whether a late vote must be refused. */
    boolean refusesVotes() {
        return refusesVotes;
    }

    void ended() {
        open.decrementAndGet();
    }

    private static void requirePrepared(OpenJournal opening, BranchXid xid) throws XAException {
        refuseHeuristic(opening.outbound(), xid);
        if (!opening.journal().isOpen()) {
            throw notOpen(opening.journal(), "decide branch " + xid);
        }
        if (!opening.outbound().isPrepared(xid)) {
            throw unknown(opening.journal(), xid);
        }
    }

    private static void refuseHeuristic(Outbound outbound, BranchXid xid) throws XAException {
        Decision decided = outbound.heuristicDecision(xid);
        if (decided != null) {
            throw XAErrors.of(
                    decided == Decision.COMMIT ? XAException.XA_HEURCOM : XAException.XA_HEURRB,
                    "An operator decided branch " + xid + ": " + decided);
        }
    }

    /** Whatever the journal says but DONE is XAER_RMFAIL here: every other code is taken for a rollback. */
    private static void require(Append append, BranchXid xid, String what) throws XAException {
        if (append.await() != Append.Outcome.DONE) {
            throw XAErrors.of(
                    XAException.XAER_RMFAIL,
                    "The " + what + " of branch " + xid + " is not known to be in the journal; recovery will ask again",
                    append.cause());
        }
    }

    private static XAException unknown(Journal journal, BranchXid xid) {
        return journal.isOpen()
                ? XAErrors.of(XAException.XAER_NOTA, "No branch " + xid + " is known here")
                : notOpen(journal, "find branch " + xid);
    }

    private static XAException notOpen(Journal journal, String what) {
        return XAErrors.of(
                XAException.XAER_RMFAIL, "The report journal is not open, so it can't " + what, journal.failure());
    }
}
