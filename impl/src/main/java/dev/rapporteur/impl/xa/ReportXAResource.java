package dev.rapporteur.impl.xa;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/** The XA face of the engine, one per managed connection. (Stub.) */
public final class ReportXAResource implements XAResource {

    ReportXAResource() {}

    /** The branch that this resource is associated with (start without end), or null. */
    public @Nullable Branch branch() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        throw new UnsupportedOperationException();
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void forget(Xid xid) throws XAException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return false;
    }

    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }
}
