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

    private final Journal journal;
    private final Outbound outbound;
    private final ReportAdmission admission;
    private final Map<BranchXid, Branch> atWork = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<BranchXid, Decision> deciding = new ConcurrentHashMap<>();
    private volatile boolean refusesNew;
    private volatile boolean refusesVotes;

    /** The branches of one journal. */
    public BranchTable(Journal journal, Outbound outbound, ReportAdmission admission) {
        this.journal = journal;
        this.outbound = outbound;
        this.admission = admission;
    }

    /** The journal's identity: resources of one journal are one resource manager. */
    UUID resourceManager() {
        return journal.id();
    }

    /** Refuses new branches from here on; those at work may go on. */
    public void refuseNew() {
        refusesNew = true;
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
     * @throws NotAvailableException if the engine is stopping or its journal has failed
     */
    public Branch begin() {
        requireOpen();
        open.incrementAndGet();
        return new Branch(this, admission);
    }

    private void requireOpen() {
        Throwable failure = journal.failure();
        if (failure != null) {
            throw new NotAvailableException(
                    "The report journal has failed; nothing is accepted until the adapter is restarted. "
                            + failure.getMessage(),
                    failure);
        }
        if (refusesNew || !journal.isOpen()) {
            throw new NotAvailableException("The report adapter is stopping or stopped. Start it, then try again.");
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
        if (outbound.isPrepared(xid) || atWork.putIfAbsent(xid, branch) != null) {
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
        if (outbound.isPrepared(xid)) {
            throw XAErrors.of(XAException.XAER_PROTO, "Branch " + xid + " is prepared already");
        }
        throw unknown(xid);
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
        requirePrepared(xid);
        HaltPoint.BEFORE_COMMIT.reached();
        settle(xid, Decision.COMMIT);
        HaltPoint.AFTER_COMMIT.reached();
    }

    /** XA section 5, xa_rollback. The frame need not be waited for on disk: without it the rollback is found out again. */
    void rollback(BranchXid xid) throws XAException {
        Branch branch = atWork.remove(xid);
        // A prepare on another thread may have come first, and then the branch is in the journal.
        if (branch != null && branch.rollback()) {
            return;
        }
        requirePrepared(xid);
        settle(xid, Decision.ROLLBACK);
    }

    private void settle(BranchXid xid, Decision decision) throws XAException {
        if (deciding.putIfAbsent(xid, decision) != null) {
            throw XAErrors.of(
                    XAException.XAER_RMFAIL, "Branch " + xid + " is being decided right now; recovery will ask again");
        }
        Append append = null;
        try {
            requirePrepared(xid);
            Frame frame = new Frame.BranchDecided(xid, decision, false);
            append = decision == Decision.COMMIT ? journal.append(frame) : journal.appendLazily(frame);
            require(append, xid, decision.name());
        } finally {
            decided(xid, append);
        }
    }

    /** Only now may anybody else decide, so that the journal never has two decisions about one prepared branch. */
    private void decided(BranchXid xid, @Nullable Append append) {
        if (append == null || append.outcome() != null) {
            deciding.remove(xid);
        }
    }

    /** XA section 5, xa_forget. */
    void forget(BranchXid xid) throws XAException {
        if (outbound.heuristicDecision(xid) == null) {
            throw unknown(xid);
        }
        require(journal.append(new Frame.BranchForgotten(xid)), xid, "forget");
    }

    /**
     * XA section 5, xa_recover. A scan that succeeds without a branch makes the transaction manager forget it: only an open
     * journal, whose frames are all read, may answer.
     */
    List<BranchXid> recover() throws XAException {
        List<BranchXid> xids = outbound.recoverable();
        if (!journal.isOpen()) {
            throw notOpen("recover");
        }
        return xids;
    }

    /**
     * Decides a prepared branch in place of its transaction manager, which is told so until it forgets the branch. Durable
     * when this returns.
     *
     * @return false if no such branch is prepared, or somebody else decides it right now
     */
    public boolean decide(BranchXid xid, Decision decision) {
        if (deciding.putIfAbsent(xid, decision) != null) {
            return false;
        }
        Append append = null;
        try {
            if (!outbound.isPrepared(xid)) {
                return false;
            }
            append = journal.append(new Frame.BranchDecided(xid, decision, true));
            if (append.await() != Append.Outcome.DONE) {
                throw new NotAvailableException(
                        "The decision about branch " + xid
                                + " is not known to be durable. Look again when the adapter has been restarted.",
                        append.cause());
            }
            return true;
        } finally {
            decided(xid, append);
        }
    }

    Append append(Frame frame) {
        return journal.append(frame);
    }

    /** Whether a late vote must be refused. */
    boolean refusesVotes() {
        return refusesVotes;
    }

    void ended() {
        open.decrementAndGet();
    }

    private void requirePrepared(BranchXid xid) throws XAException {
        refuseHeuristic(xid);
        if (!journal.isOpen()) {
            throw notOpen("decide branch " + xid);
        }
        if (!outbound.isPrepared(xid)) {
            throw unknown(xid);
        }
    }

    private void refuseHeuristic(BranchXid xid) throws XAException {
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

    private XAException unknown(BranchXid xid) {
        return journal.isOpen()
                ? XAErrors.of(XAException.XAER_NOTA, "No branch " + xid + " is known here")
                : notOpen("find branch " + xid);
    }

    private XAException notOpen(String what) {
        return XAErrors.of(
                XAException.XAER_RMFAIL, "The report journal is not open, so it can't " + what, journal.failure());
    }
}
