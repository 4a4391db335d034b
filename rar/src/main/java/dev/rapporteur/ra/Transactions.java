package dev.rapporteur.ra;

import dev.rapporteur.TransactionStateException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What the caller's transaction allows. The registry's status alone decides, never what a connection
 * remembers: a transaction may have been rolled back from another thread meanwhile. Safe for all
 * threads, each sees its own transaction.
 */
final class Transactions {

    private static final System.Logger LOG = System.getLogger("dev.rapporteur");

    private final TransactionSynchronizationRegistry registry;

    Transactions(TransactionSynchronizationRegistry registry) {
        this.registry = registry;
    }

    /**
     * Whether the caller's reports go with a transaction.
     *
     * <p>COMMITTED is without: that is where observers after success run. PREPARING is with: some
     * servers show it to synchronizations before completion, and a branch that has already been
     * prepared refuses by itself.
     *
     * @return false if there is no transaction for them to go with
     * @throws TransactionStateException if the transaction can't take reports any more
     */
    boolean isCallerWithin() {
        int status = registry.getTransactionStatus();
        return switch (status) {
            case Status.STATUS_NO_TRANSACTION, Status.STATUS_COMMITTED -> false;
            case Status.STATUS_ACTIVE, Status.STATUS_PREPARING -> true;
            case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK ->
                throw new TransactionStateException("The transaction " + inWords(status)
                        + ", perhaps because its time is up, or since something in it failed before, whose exception says"
                        + " more: it takes no more reports. Nothing of it will be published;"
                        + " begin a new transaction, or send after it has ended.");
            default ->
                throw new TransactionStateException("The transaction " + inWords(status)
                        + ": it takes no more reports. Send before its completion begins, or after it has ended.");
        };
    }

    /** Whether the caller's transaction is active, as it must be for the server to enlist in it. */
    boolean isActive() {
        return registry.getTransactionStatus() == Status.STATUS_ACTIVE;
    }

    /** Whether the caller's transaction goes on, as far as it is known: it isn't to be rolled back, nor over. */
    boolean mayCommit() {
        int status = registry.getTransactionStatus();
        return status == Status.STATUS_ACTIVE || status == Status.STATUS_PREPARING;
    }

    private static String inWords(int status) {
        return switch (status) {
            case Status.STATUS_MARKED_ROLLBACK -> "is marked for rollback";
            case Status.STATUS_ROLLING_BACK -> "is being rolled back";
            case Status.STATUS_ROLLEDBACK -> "has been rolled back";
            case Status.STATUS_PREPARED -> "is prepared";
            case Status.STATUS_COMMITTING -> "is being committed";
            default -> "is in an unknown state";
        };
    }

    /** Names the caller's transaction: equal for the same one, null if there is none. */
    @Nullable
    Object key() {
        return registry.getTransactionKey();
    }

    /** What was remembered with the caller's transaction under this key, or null. */
    @Nullable
    Object get(Object key) {
        return registry.getResource(key);
    }

    /**
     * Remembers a value with the caller's transaction, and closes it when that has ended.
     *
     * @throws IllegalStateException if the transaction is not active any more; the value is not closed
     */
    void keepUntilEnd(Object key, ConnectionHandle value) {
        keep(key, value, new Closing(value));
    }

    /**
     * Remembers a value with the caller's transaction, and tells of its completion.
     *
     * @throws IllegalStateException if the transaction is not active any more; nothing is told then
     */
    void keep(Object key, Object value, Synchronization told) {
        registry.registerInterposedSynchronization(told);
        registry.putResource(key, value);
    }

    /** The caller's transaction can only roll back from here on, if it isn't over already. */
    void setRollbackOnly() {
        try {
            registry.setRollbackOnly();
        } catch (IllegalStateException e) {
            // There is none any more: a reaper has ended it meanwhile, which is a rollback too.
            LOG.log(System.Logger.Level.DEBUG, "The transaction is over already", e);
        }
    }

    /** Interposed: so it runs before the server takes its connections back, and complains of open handles. */
    private record Closing(ConnectionHandle handle) implements Synchronization {

        @Override
        public void beforeCompletion() {
            // The handle serves until the very end: other synchronizations may still send.
        }

        @Override
        public void afterCompletion(int status) {
            handle.close();
        }
    }
}
