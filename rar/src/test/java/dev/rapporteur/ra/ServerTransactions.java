package dev.rapporteur.ra;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server's transactions on one thread, as far as the adapter sees them: begun, suspended, ended by the test. */
final class ServerTransactions implements TransactionSynchronizationRegistry {

    /** One transaction. */
    static final class Transaction {
        private int status = Status.STATUS_ACTIVE;
        private final Map<Object, Object> resources = new HashMap<>();
        private final List<Synchronization> synchronizations = new ArrayList<>();

        void setStatus(int status) {
            this.status = status;
        }
    }

    private @Nullable Transaction current;
    private final Deque<Transaction> suspended = new ArrayDeque<>();

    Transaction begin() {
        Transaction begun = new Transaction();
        current = begun;
        return begun;
    }

    void suspend() {
        suspended.push(transaction());
        current = null;
    }

    void resume() {
        current = suspended.pop();
    }

    /** Ends the transaction for its synchronizations, newest first, and for the thread. */
    void end(int status) {
        Transaction ended = transaction();
        ended.status = status;
        for (int i = ended.synchronizations.size() - 1; i >= 0; i--) {
            ended.synchronizations.get(i).afterCompletion(status);
        }
        current = null;
    }

    private Transaction transaction() {
        if (current == null) {
            throw new IllegalStateException("no transaction");
        }
        return current;
    }

    @Override
    public @Nullable Object getTransactionKey() {
        return current;
    }

    @Override
    public void putResource(Object key, Object value) {
        transaction().resources.put(key, value);
    }

    @Override
    public @Nullable Object getResource(Object key) {
        return transaction().resources.get(key);
    }

    @Override
    public void registerInterposedSynchronization(Synchronization synchronization) {
        if (transaction().status != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("not active");
        }
        transaction().synchronizations.add(synchronization);
    }

    @Override
    public int getTransactionStatus() {
        return current == null ? Status.STATUS_NO_TRANSACTION : current.status;
    }

    @Override
    public void setRollbackOnly() {
        transaction().status = Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public boolean getRollbackOnly() {
        return transaction().status == Status.STATUS_MARKED_ROLLBACK;
    }
}
