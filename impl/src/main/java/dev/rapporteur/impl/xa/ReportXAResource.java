package dev.rapporteur.impl.xa;

import dev.rapporteur.impl.journal.BranchXid;
import java.util.HashMap;
import java.util.Map;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * The XA face of the engine, one per managed connection. X/Open CAE "Distributed TP: The XA Specification", chapter 5;
 * Jakarta Transactions 2.0, section 3.4.
 *
 * <p>The association of the resource with a branch:
 *
 * <pre>
 *             start(NOFLAGS | JOIN)
 * none       ----------------------> associated
 * associated -- end(SUCCESS | FAIL) -> none
 * associated -- end(SUSPEND) --------> none, and suspended(xid)
 * suspended(xid) -- start(RESUME) ---> associated
 * suspended(xid) -- end(SUCCESS | FAIL) -> forgotten
 * </pre>
 *
 * <p>All calls about other branches (prepare, commit, rollback, forget, recover) may come on any thread, and on any resource
 * of the same journal. Associations change under the resource's own lock, since a reaper may end one.
 */
public final class ReportXAResource implements XAResource {

    private final BranchTable branches;
    private final Map<BranchXid, Branch> suspended = new HashMap<>();
    private @Nullable BranchXid associatedXid;
    private volatile @Nullable Branch associated;
    private int timeoutSeconds;

    /** A resource over these branches. */
    public ReportXAResource(BranchTable branches) {
        this.branches = branches;
    }

    /** The branch that this resource is associated with (start without end), or null. */
    public @Nullable Branch branch() {
        return associated;
    }

    @Override
    public synchronized void start(Xid xid, int flags) throws XAException {
        BranchXid ours = checked(xid);
        if (associated != null) {
            throw XAErrors.of(
                    XAException.XAER_PROTO,
                    "The resource is associated with branch " + associatedXid + " and can't start " + ours);
        }
        associated = switch (flags) {
            case TMNOFLAGS -> begin(ours);
            case TMJOIN -> branches.atWork(ours);
            case TMRESUME -> resume(ours);
            default -> throw XAErrors.of(XAException.XAER_INVAL, "start doesn't take the flags " + flags);
        };
        associatedXid = ours;
    }

    private Branch begin(BranchXid xid) throws XAException {
        Branch branch = branches.begin(xid);
        branch.expireAfter(timeoutSeconds);
        return branch;
    }

    private Branch resume(BranchXid xid) throws XAException {
        Branch branch = suspended.remove(xid);
        if (branch == null) {
            throw XAErrors.of(XAException.XAER_PROTO, "Branch " + xid + " is not suspended on this resource");
        }
        return branch;
    }

    @Override
    public synchronized void end(Xid xid, int flags) throws XAException {
        BranchXid ours = checked(xid);
        boolean current = associatedXid != null && associatedXid.equals(ours);
        Branch branch = current ? associated : suspended.get(ours);
        if (branch == null) {
            throw XAErrors.of(XAException.XAER_PROTO, "The resource is not associated with branch " + ours);
        }
        switch (flags) {
            case TMSUCCESS, TMSUSPEND -> {}
            case TMFAIL -> branch.markRollbackOnly();
            default -> throw XAErrors.of(XAException.XAER_INVAL, "end doesn't take the flags " + flags);
        }
        suspended.remove(ours);
        if (current) {
            associated = null;
            associatedXid = null;
        }
        if (flags == TMSUSPEND) {
            suspended.put(ours, branch);
        }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return branches.prepare(checked(xid));
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        if (onePhase) {
            branches.commitOnePhase(checked(xid));
        } else {
            branches.commit(checked(xid));
        }
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        branches.rollback(checked(xid));
    }

    @Override
    public void forget(Xid xid) throws XAException {
        branches.forget(checked(xid));
    }

    /** All at once when a scan starts, nothing more after it. */
    @Override
    public Xid[] recover(int flags) throws XAException {
        return (flags & TMSTARTRSCAN) != 0 ? branches.recover().toArray(Xid[]::new) : new Xid[0];
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return other instanceof ReportXAResource that
                && branches.resourceManager().equals(that.branches.resourceManager());
    }

    @Override
    public int getTransactionTimeout() {
        return timeoutSeconds;
    }

    /** For branches that start from now on; 0: none of our own. */
    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        if (seconds < 0) {
            throw XAErrors.of(XAException.XAER_INVAL, "A timeout of " + seconds + " seconds");
        }
        timeoutSeconds = seconds;
        return true;
    }

    private static BranchXid checked(@Nullable Xid xid) throws XAException {
        if (xid == null || xid.getGlobalTransactionId() == null || xid.getBranchQualifier() == null) {
            throw XAErrors.of(XAException.XAER_INVAL, "The Xid or a part of it is null");
        }
        try {
            return BranchXid.of(xid);
        } catch (IllegalArgumentException e) {
            throw XAErrors.of(XAException.XAER_INVAL, "The Xid is not legal", e);
        }
    }
}
