package dev.rapporteur.ra;

import dev.rapporteur.impl.decision.DatabaseTransaction;
import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.xa.Branch;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.function.Function;

/**
 * Goes with one transaction that the database decides.
 *
 * <pre>
 * gathering -> completing   before completion: what was sent is durable, under the database's proof
 * </pre>
 *
 * <p>What is sent later, by other synchronizations, is made durable at once, for nobody may call again before the database
 * commits. Whatever fails on the way rolls the transaction back. Interposed: so it runs when the application's own
 * synchronizations have run, and before the server takes its connections back.
 */
final class DecidedTransaction implements Synchronization {

    private static final System.Logger LOG = System.getLogger("dev.rapporteur");

    private final DatabaseTransaction transaction;
    private final Transactions transactions;
    private final String definition;
    private volatile boolean completing;

    DecidedTransaction(DatabaseTransaction transaction, Transactions transactions, String definition) {
        this.transaction = transaction;
        this.transactions = transactions;
        this.definition = definition;
    }

    <T> T inBranch(Function<Branch, T> call) {
        T result = transaction.inBranch(call);
        if (completing) {
            complete();
        }
        return result;
    }

    @Override
    public void beforeCompletion() {
        completing = true;
        complete();
    }

    private void complete() {
        boolean done = false;
        try {
            transaction.beforeCompletion(transactions::mayCommit);
            done = true;
        } finally {
            if (!done) {
                transactions.setRollbackOnly();
            }
        }
    }

    /** The status tells nothing that may be believed: a connection that broke while it committed makes it lie both ways. */
    @Override
    public void afterCompletion(int status) {
        HaltPoint.AFTER_DATABASE_END.reached();
        if (status == Status.STATUS_COMMITTED && transaction.hasUnkept()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "\"{0}\": a transaction has committed, and the server has not called its synchronization before: its"
                            + " reports are lost. Set decision=XA for this server, and report this.",
                    definition);
        }
        transaction.afterCompletion();
    }
}
