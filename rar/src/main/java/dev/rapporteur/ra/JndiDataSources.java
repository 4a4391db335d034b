package dev.rapporteur.ra;

import dev.rapporteur.impl.decision.DecisionSetupException;
import dev.rapporteur.impl.decision.ServerDataSources;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Finds data sources in the server's JNDI, and its transactions too. */
@SuppressWarnings("BanJNDI") // The names are an operator's, and begin with "java:": they stay within the server.
class JndiDataSources implements ServerDataSources {

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
            throw new DecisionSetupException.Missing(
                    "The data source \"" + name + "\" (decisionDataSource) is not bound in the server: "
                            + e.getMessage()
                            + ". Name the JNDI name under which the application looks it up, and see"
                            + " that the data source is enabled.",
                    e);
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
        runAndRollBack(work);
    }

    @Override
    public boolean seesTwoPhases(Work work) throws SQLException {
        return runAndRollBack(work).hasSeenTwoPhases();
    }

    private static EnlistmentWatch runAndRollBack(Work work) throws SQLException {
        refuseMultipleLastResources();
        Demarcation transaction = Demarcation.ofServer();
        try {
            transaction.begin();
        } catch (NotSupportedException | SystemException e) {
            throw new SQLNonTransientException(
                    "No transaction could be begun to try the data source: " + e.getMessage(), e);
        }
        EnlistmentWatch watch = new EnlistmentWatch();
        try {
            transaction.enlist(watch);
            work.run();
        } catch (SQLException | RuntimeException | Error e) {
            rollBackAfter(e, transaction);
            throw e;
        } catch (RollbackException | SystemException e) {
            rollBackAfter(e, transaction);
            throw new SQLNonTransientException(
                    "The transaction that tries the data source takes no resource: " + e.getMessage(), e);
        }
        rollBack(transaction);
        return watch;
    }

    /** A transaction that stayed with the thread would keep all later ones from it. */
    private static void rollBackAfter(Throwable failure, Demarcation transaction) {
        try {
            rollBack(transaction);
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static void rollBack(Demarcation transaction) throws SQLException {
        try {
            transaction.rollback();
        } catch (SystemException e) {
            throw new SQLNonTransientException(
                    "The transaction that tried the data source could not be rolled back: " + e.getMessage(), e);
        }
    }
}
