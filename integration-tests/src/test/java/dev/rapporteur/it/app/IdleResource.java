package dev.rapporteur.it.app;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/** A resource that takes part in a transaction and does nothing; what is special is the subclass's. */
abstract class IdleResource implements XAResource {

    @Override
    public void start(Xid xid, int flags) {
        // Nothing to do.
    }

    @Override
    public void end(Xid xid, int flags) {
        // Nothing to do.
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return XA_OK;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        // Nothing to do.
    }

    @Override
    public void rollback(Xid xid) {
        // Nothing to do.
    }

    @Override
    public void forget(Xid xid) {
        // Nothing to do.
    }

    @Override
    public Xid[] recover(int flags) {
        return new Xid[0];
    }

    @Override
    public boolean isSameRM(@Nullable XAResource other) {
        return other == this;
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
