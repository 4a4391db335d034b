package dev.rapporteur.ra;

import dev.rapporteur.TransactionStateException;
import dev.rapporteur.impl.xa.Branch;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * A connection in the server's pool: a place where the server enlists a transaction, and its
 * handles find their branch. It holds no socket, file or thread, so it costs nothing to make, which
 * each recovery pass does.
 *
 * <p>Used by one transaction at a time, though the transaction manager may end that from another
 * thread. Destroying it leaves its XA branches to the transaction manager.
 */
final class ReportManagedConnection implements ManagedConnection {

    private final ReportManagedConnectionFactory factory;
    private final EnlistingXAResource xaResource;
    private final EnlistingLocalTransaction localTransaction;
    private final Set<ConnectionHandle> handles = ConcurrentHashMap.newKeySet();
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Enlistment enlistment;
    private volatile boolean destroyed;
    private @Nullable PrintWriter logWriter;

    ReportManagedConnection(ReportManagedConnectionFactory factory) {
        this.factory = factory;
        this.xaResource = new EnlistingXAResource(this);
        this.localTransaction = new EnlistingLocalTransaction(this);
    }

    ReportManagedConnectionFactory factory() {
        return factory;
    }

    boolean isOf(ReportManagedConnectionFactory other) {
        return factory.equals(other);
    }

    boolean isUsable() {
        return !destroyed && !factory.slot().isClosed();
    }

    @Override
    public Object getConnection(@Nullable Subject subject, @Nullable ConnectionRequestInfo request)
            throws ResourceException {
        requireAlive();
        EngineSlot.Running running = factory.slot().ifRunning();
        if (running != null && running.transactions().isActive()) {
            factory.enlisting()
                    .handedOut(
                            isEnlistedIn(running.transactions().key()),
                            factory.slot().config().name());
        }
        ConnectionHandle handle = new ConnectionHandle(this);
        handles.add(handle);
        return handle;
    }

    @Override
    public void associateConnection(Object connection) throws ResourceException {
        requireAlive();
        if (!(connection instanceof ConnectionHandle handle)) {
            throw new IllegalStateException(
                    "Not a handle of Rapporteur's: " + connection.getClass().getName());
        }
        handle.moveTo(this);
        handles.add(handle);
    }

    private void requireAlive() throws IllegalStateException {
        if (destroyed) {
            throw new IllegalStateException("This managed connection is destroyed; the pool must not use it any more.");
        }
    }

    /**
     * The branch that reports sent now go to.
     *
     * @return the caller's transaction's; null if they go without a transaction
     * @throws TransactionStateException if the transaction takes no reports, or this connection is not its own
     */
    @Nullable
    Branch branchOfCaller(Transactions transactions) {
        if (!transactions.isCallerWithin()) {
            return null;
        }
        Enlistment current = enlistment;
        if (current != null && current.transactionKey().equals(transactions.key())) {
            return current.branch();
        }
        if (factory.enlisting().isUnwanted()) {
            return null;
        }
        throw new TransactionStateException(
                "This connection of \"" + factory.slot().config().name()
                        + "\" is not enlisted in the current transaction: it was taken from the pool "
                        + (current == null ? "before the transaction began" : "in another transaction")
                        + ". Get the connection within the transaction that it is meant for, or use"
                        + " ReportConnectionFactory.producer(), which does that by itself.");
    }

    private boolean isEnlistedIn(@Nullable Object transactionKey) {
        Enlistment current = enlistment;
        return current != null && current.transactionKey().equals(transactionKey);
    }

    void enlist(Enlistment now) {
        enlistment = now;
    }

    void forgetEnlistment() {
        enlistment = null;
    }

    @Override
    public XAResource getXAResource() {
        factory.enlisting().want();
        return xaResource;
    }

    @Override
    public LocalTransaction getLocalTransaction() {
        factory.enlisting().want();
        return localTransaction;
    }

    /** A handle is another managed connection's now. */
    void release(ConnectionHandle handle) {
        handles.remove(handle);
    }

    /** A handle was closed by its user. */
    void closed(ConnectionHandle handle) {
        handles.remove(handle);
        ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
        event.setConnectionHandle(handle);
        tell(listener -> listener.connectionClosed(event));
    }

    /** The engine can't go on: the pool must not hand this connection out again. */
    void failed(ConnectionHandle handle, Exception cause) {
        ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_ERROR_OCCURRED, cause);
        event.setConnectionHandle(handle);
        tell(listener -> listener.connectionErrorOccurred(event));
    }

    private void tell(Consumer<ConnectionEventListener> news) {
        listeners.forEach(news);
    }

    /** Back to the pool: no handle works any more, and the next transaction finds nothing left over. */
    @Override
    public void cleanup() {
        handles.forEach(ConnectionHandle::invalidate);
        handles.clear();
        localTransaction.abandon();
        xaResource.detach();
        enlistment = null;
    }

    @Override
    public void destroy() {
        destroyed = true;
        cleanup();
        listeners.clear();
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public ManagedConnectionMetaData getMetaData() {
        return new ReportManagedConnectionMetaData();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) {
        this.logWriter = writer;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }
}
