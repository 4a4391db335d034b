package dev.rapporteur.ra;

import dev.rapporteur.impl.decision.DecisionSetupException;
import dev.rapporteur.impl.decision.ServerDataSources;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Finds data sources in the server's JNDI, and its transactions too. */
@SuppressWarnings("BanJNDI") // The names are an operator's, and begin with "java:": they stay within the server.
class JndiDataSources implements ServerDataSources {

    /** WildFly's, which work also while the server starts; then the standard one, which some servers bind for components only. */
    private static final List<String> DEMARCATIONS =
            List.of("java:jboss/TransactionManager", "java:jboss/UserTransaction", "java:comp/UserTransaction");

    /** So one tells Narayana to let several one-phase resources into a transaction. */
    private static final List<String> MULTIPLE_LAST_RESOURCES = List.of(
            "com.arjuna.ats.arjuna.common.CoreEnvironmentBean.allowMultipleLastResources",
            "CoreEnvironmentBean.allowMultipleLastResources",
            "com.arjuna.ats.arjuna.allowMultipleLastResources");

    @Override
    public DataSource find(String name) {
        Object found;
        try {
            found = InitialContext.doLookup(name);
        } catch (NamingException e) {
            throw new DecisionSetupException("The data source \"" + name + "\" (decisionDataSource) is not bound in the"
                    + " server: " + e.getMessage()
                    + ". Name the JNDI name under which the application looks it up, and see"
                    + " that the data source is enabled.");
        }
        if (!(found instanceof DataSource source)) {
            throw new DecisionSetupException("\"" + name + "\" (decisionDataSource) is no data source but a "
                    + (found == null ? "null" : found.getClass().getName())
                    + ". Name the application's JTA data source.");
        }
        return source;
    }

    private static void refuseMultipleLastResources() {
        for (String property : MULTIPLE_LAST_RESOURCES) {
            if (Boolean.getBoolean(property)) {
                throw new DecisionSetupException(
                        "The system property " + property + " is true: several one-phase resources"
                                + " may then take part in one transaction, and one can commit while the other fails, whatever the"
                                + " database that decides says. Remove it, or set decision=XA.");
            }
        }
    }

    @Override
    public void rollingBack(Work work) throws SQLException {
        refuseMultipleLastResources();
        Demarcation transaction = demarcation();
        try {
            transaction.begin();
        } catch (NotSupportedException | SystemException e) {
            throw new SQLNonTransientException(
                    "No transaction could be begun to try the data source: " + e.getMessage(), e);
        }
        SQLException failure = null;
        try {
            work.run();
        } catch (SQLException e) {
            failure = e;
        }
        try {
            transaction.rollback();
        } catch (SystemException e) {
            SQLException unended = new SQLNonTransientException(
                    "The transaction that tried the data source could not be rolled back: " + e.getMessage(), e);
            if (failure != null) {
                unended.addSuppressed(failure);
            }
            throw unended;
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What a transaction manager and a user transaction have in common. */
    private interface Demarcation {
        void begin() throws NotSupportedException, SystemException;

        void rollback() throws SystemException;
    }

    private static Demarcation demarcation() throws SQLException {
        NamingException last = null;
        for (String name : DEMARCATIONS) {
            try {
                return demarcation(InitialContext.doLookup(name));
            } catch (NamingException e) {
                last = e;
            }
        }
        throw new SQLNonTransientException("The server binds no transactions for the adapter's threads.", last);
    }

    private static Demarcation demarcation(Object bound) {
        return bound instanceof TransactionManager manager
                ? new Demarcation() {
                    @Override
                    public void begin() throws NotSupportedException, SystemException {
                        manager.begin();
                    }

                    @Override
                    public void rollback() throws SystemException {
                        manager.rollback();
                    }
                }
                : new Demarcation() {
                    private final UserTransaction transaction = (UserTransaction) bound;

                    @Override
                    public void begin() throws NotSupportedException, SystemException {
                        transaction.begin();
                    }

                    @Override
                    public void rollback() throws SystemException {
                        transaction.rollback();
                    }
                };
    }
}
