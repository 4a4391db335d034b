package dev.rapporteur.it.app;

import javax.transaction.xa.XAException;
import javax.transaction.xa.Xid;

/** Votes for rollback. */
final class RefusingResource extends IdleResource {

    @Override
    public int prepare(Xid xid) throws XAException {
        throw new XAException(XAException.XA_RBROLLBACK);
    }
}
