package dev.rapporteur.ra;

import java.lang.reflect.Method;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * Enlisted first in a transaction, it sees what is enlisted after it, and does nothing else. A transaction manager asks the resources that
 * it has whether the next one is of the same resource manager, and so hands them the next one. On WildFly that is a wrapper, which
 * names the resource that it wraps: the driver's own if that commits in two phases, itself if it stands for a local transaction. This is
 * so for both kinds of pools there, IronJacamar's and Agroal's, and while the server starts, too. Of other servers' resources it says
 * nothing. For the thread that has the transaction.
 */
final class EnlistmentWatch implements XAResource {

    private static final System.Logger LOG = System.getLogger("dev.rapporteur");

    /** Of WildFly's interface between its transaction manager and its pools. */
    private static final String WRAPPER = "org.jboss.tm.XAResourceWrapper";

    private boolean twoPhase;

    /** Whether something was enlisted that is known to commit in two phases. */
    boolean hasSeenTwoPhases() {
        return twoPhase;
    }

    @Override
    public boolean isSameRM(@Nullable XAResource other) {
        if (other == this) {
            return true;
        }
        if (other != null) {
            twoPhase |= wrapsAnother(other);
        }
        return false;
    }

    private static boolean wrapsAnother(XAResource resource) {
        Class<?> wrapper = wrapper(resource.getClass());
        if (wrapper == null) {
            return false;
        }
        try {
            Method wrapped = wrapper.getMethod("getResource");
            return wrapped.invoke(resource) instanceof XAResource other && other != resource;
        } catch (ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.DEBUG, "It can't be seen what " + resource + " wraps", e);
            return false;
        }
    }

    private static @Nullable Class<?> wrapper(@Nullable Class<?> type) {
        if (type == null || type.getName().equals(WRAPPER)) {
            return type;
        }
        for (Class<?> inherited : type.getInterfaces()) {
            Class<?> found = wrapper(inherited);
            if (found != null) {
                return found;
            }
        }
        return wrapper(type.getSuperclass());
    }

    @Override
    public void start(Xid xid, int flags) {
        // It has no work to do.
    }

    @Override
    public void end(Xid xid, int flags) {
        // It has had no work to do.
    }

    @Override
    public int prepare(Xid xid) {
        return XA_RDONLY;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) {
        // Nothing was done.
    }

    @Override
    public void rollback(Xid xid) {
        // Nothing was done.
    }

    @Override
    public void forget(Xid xid) {
        // Nothing is remembered.
    }

    @Override
    public Xid[] recover(int flags) {
        return new Xid[0];
    }

    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        return true; // else WildFly warns that it could not be set
    }
}
