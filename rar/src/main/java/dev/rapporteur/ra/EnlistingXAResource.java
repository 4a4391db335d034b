package dev.rapporteur.ra;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.impl.xa.ReportXAResource;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * A managed connection's XA resource: the engine's own, taken when it is first used, and the note of
 * which transaction it was enlisted in.
 *
 * <p>While the engine isn't open every call answers XAER_RMFAIL: a scan that came back empty would
 * make the transaction manager forget branches that it still has to decide.
 */
final class EnlistingXAResource implements XAResource {

    private final ReportManagedConnection connection;
    private @Nullable ReportXAResource engines;
    private @Nullable Xid started;

    EnlistingXAResource(ReportManagedConnection connection) {
        this.connection = connection;
    }

    private EngineSlot.Running running() throws XAException {
        try {
            return connection.factory().slot().running();
        } catch (NotAvailableException e) {
            throw unavailable(e);
        }
    }

    /** The engine's resource; once taken, it answers by itself for an engine that has closed. */
    private synchronized ReportXAResource engines() throws XAException {
        ReportXAResource resource = engines;
        if (resource == null) {
            resource = running().engine().newXAResource();
            engines = resource;
        }
        return resource;
    }

    private static XAException unavailable(Exception cause) {
        XAException failure = new XAException(cause.getMessage());
        failure.errorCode = XAException.XAER_RMFAIL;
        failure.initCause(cause);
        return failure;
    }

    /** The caller runs in the transaction: servers enlist in it, or in its name, on its own thread. */
    @Override
    public synchronized void start(Xid xid, int flags) throws XAException {
        EngineSlot.Running running = running();
        ReportXAResource resource = engines();
        resource.start(xid, flags);
        started = xid;
        Object key = running.transactions().key();
        Branch branch = resource.branch();
        if (key == null || branch == null) {
            connection.forgetEnlistment();
        } else {
            connection.enlist(new Enlistment(key, branch));
        }
        connection.factory().reachedBy(xid);
    }

    /** The note stays: the transaction's later synchronizations may still send, until the branch is prepared. */
    @Override
    public synchronized void end(Xid xid, int flags) throws XAException {
        engines().end(xid, flags);
    }

    /**
     * The pool takes the connection back: a transaction that the server left without an end doesn't
     * keep the next one from starting here. It may still be ended, and decided, as if it were suspended.
     */
    synchronized void detach() {
        ReportXAResource resource = engines;
        Xid left = started;
        started = null;
        if (resource == null || left == null || resource.branch() == null) {
            return;
        }
        try {
            resource.end(left, XAResource.TMSUSPEND);
        } catch (XAException e) {
            throw new IllegalStateException("Branch " + left + " is associated but can't be suspended", e);
        }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return engines().prepare(xid);
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        engines().commit(xid, onePhase);
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        engines().rollback(xid);
    }

    @Override
    public void forget(Xid xid) throws XAException {
        engines().forget(xid);
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        return engines().recover(flags);
    }

    @Override
    public boolean isSameRM(XAResource other) throws XAException {
        return engines().isSameRM(other instanceof EnlistingXAResource ours ? ours.engines() : other);
    }

    @Override
    public int getTransactionTimeout() throws XAException {
        return engines().getTransactionTimeout();
    }

    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        return engines().setTransactionTimeout(seconds);
    }
}
