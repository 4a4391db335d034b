package dev.rapporteur.ra;

import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.transaction.xa.XAResource;

/** Transactions of a thread of our own: the server's transaction manager, or else a user transaction. For any thread. */
@SuppressWarnings("BanJNDI") // The names are fixed.
sealed interface Demarcation {

    /** Begins one. */
    void begin() throws NotSupportedException, SystemException;

    /** Lets a resource take part in it, if that can be had. */
    void enlist(XAResource resource) throws RollbackException, SystemException;

    /** Rolls it back. */
    void rollback() throws SystemException;

    /**
     * The server's.
     *
     * @throws SQLException if it has none now
     */
    static Demarcation ofServer() throws SQLException {
        // WildFly's work also while the server starts; the standard one some servers bind for components only.
        List<String> names =
                List.of("java:jboss/TransactionManager", "java:jboss/UserTransaction", "java:comp/UserTransaction");
        NamingException last = null;
        for (String name : names) {
            try {
                Object bound = InitialContext.doLookup(name);
                return bound instanceof TransactionManager manager
                        ? new Managed(manager)
                        : new Used((UserTransaction) bound);
            } catch (NamingException e) {
                last = e;
            }
        }
        throw new SQLNonTransientException("The server binds no transactions for the adapter's threads.", last);
    }

    /** By a transaction manager. */
    record Managed(TransactionManager manager) implements Demarcation {

        @Override
        public void begin() throws NotSupportedException, SystemException {
            manager.begin();
        }

        @Override
        public void enlist(XAResource resource) throws RollbackException, SystemException {
            manager.getTransaction().enlistResource(resource);
        }

        @Override
        public void rollback() throws SystemException {
            manager.rollback();
        }
    }

    /** By a user transaction, which lets nobody enlist. */
    record Used(UserTransaction transaction) implements Demarcation {

        @Override
        public void begin() throws NotSupportedException, SystemException {
            transaction.begin();
        }

        @Override
        public void enlist(XAResource resource) {
            // It takes no part.
        }

        @Override
        public void rollback() throws SystemException {
            transaction.rollback();
        }
    }
}
