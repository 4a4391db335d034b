package dev.rapporteur.ra;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.ReportConnection;
import dev.rapporteur.impl.xa.Branch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An application's handle on a managed connection. Its user's thread calls it; the server may take
 * the managed connection away, or give it another, from its own.
 */
public final class ConnectionHandle extends BranchProducer implements ReportConnection {

    private volatile @Nullable ReportManagedConnection connection;

    ConnectionHandle(ReportManagedConnection connection) {
        this.connection = connection;
    }

    /** Runs a call in the caller's transaction, or alone if there is none. */
    @Override
    <T> T inBranch(Function<Branch, T> call) {
        ReportManagedConnection open = open();
        EngineSlot.Running running = open.factory().slot().running();
        Branch branch = open.branchOfCaller(running.transactions());
        try {
            return branch == null ? alone(running.engine(), call) : call.apply(branch);
        } catch (NotAvailableException e) {
            open.failed(this, e);
            throw e;
        }
    }

    @Override
    EngineSlot.Running running() {
        return open().factory().slot().running();
    }

    private ReportManagedConnection open() {
        ReportManagedConnection open = connection;
        if (open == null) {
            throw new NotAvailableException("This connection is closed, by its user or by the server at the end of the"
                    + " component or transaction that it was taken in. Get a new one.");
        }
        return open;
    }

    boolean isOpen() {
        return connection != null;
    }

    /** The server gives this handle another managed connection. */
    void moveTo(ReportManagedConnection other) {
        ReportManagedConnection former = connection;
        connection = other;
        if (former != null) {
            former.release(this);
        }
    }

    /** The server takes the managed connection back. */
    void invalidate() {
        connection = null;
    }

    @Override
    public void close() {
        ReportManagedConnection open = connection;
        connection = null;
        if (open != null) {
            open.closed(this);
        }
    }
}
