package dev.rapporteur.ra;

import dev.rapporteur.ReportException;
import dev.rapporteur.impl.xa.Branch;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import org.jspecify.annotations.Nullable;

/**
 * A managed connection's local transaction, which the server demarcates where the adapter is set to
 * LocalTransaction. One at a time.
 */
final class EnlistingLocalTransaction implements LocalTransaction {

    private final ReportManagedConnection connection;
    private @Nullable Branch branch;

    EnlistingLocalTransaction(ReportManagedConnection connection) {
        this.connection = connection;
    }

    @Override
    public synchronized void begin() throws ResourceException {
        if (branch != null) {
            throw new IllegalStateException(
                    "A local transaction is under way already; commit it or roll it back first.");
        }
        try {
            EngineSlot.Running running = connection.factory().slot().running();
            Branch begun = running.engine().begin();
            branch = begun;
            Object key = running.transactions().key();
            if (key != null) {
                connection.enlist(new Enlistment(key, begun));
            }
        } catch (ReportException e) {
            throw new LocalTransactionException(e.getMessage(), e);
        }
    }

    /** When it returns, the reports are durable. */
    @Override
    public void commit() throws ResourceException {
        Branch ended = end();
        try {
            ended.commit();
        } catch (ReportException e) {
            throw new LocalTransactionException(e.getMessage(), e);
        }
    }

    @Override
    public void rollback() throws ResourceException {
        end().rollback();
    }

    private synchronized Branch end() throws IllegalStateException {
        Branch ended = branch;
        if (ended == null) {
            throw new IllegalStateException("No local transaction is under way.");
        }
        branch = null;
        connection.forgetEnlistment();
        return ended;
    }

    /** Rolls back what the server left unfinished. */
    synchronized void abandon() {
        if (branch != null) {
            branch.rollback();
            branch = null;
        }
    }
}
