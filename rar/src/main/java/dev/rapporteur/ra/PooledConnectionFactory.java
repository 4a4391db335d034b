package dev.rapporteur.ra;

import dev.rapporteur.DeliveryListener;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.Observation;
import dev.rapporteur.ReportConnection;
import dev.rapporteur.ReportConnectionFactory;
import dev.rapporteur.ReportException;
import dev.rapporteur.ReportProducer;
import dev.rapporteur.impl.config.Decider;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.concurrent.Executor;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;

/** What applications look up: hands out connections from the server's pool. Safe for all threads. */
public final class PooledConnectionFactory implements ReportConnectionFactory {

    private static final long serialVersionUID = 1L;

    private final ReportManagedConnectionFactory definition;
    private final transient ConnectionManager pool;
    private final transient BranchProducer producer;
    private transient volatile @Nullable Reference reference;

    PooledConnectionFactory(ReportManagedConnectionFactory definition, ConnectionManager pool) {
        this.definition = definition;
        this.pool = pool;
        EngineSlot slot = definition.slot();
        this.producer = slot.config().deciding().decider() == Decider.DATABASE
                ? new DecidedProducer(slot)
                : new TransactionalProducer(this, slot);
    }

    @Override
    public ReportConnection getConnection() {
        Transactions transactions = definition.slot().running().transactions();
        return producer instanceof DecidedProducer ? new DecidedHandle(producer) : take(transactions);
    }

    @Override
    public ReportProducer producer() {
        return producer;
    }

    @Override
    public Observation observe(String name, DeliveryListener listener, Executor executor) {
        return definition.slot().running().engine().observe(name, listener, executor);
    }

    /** Takes a handle, enlisted if the caller is within a transaction and the server wants that. */
    ConnectionHandle take(Transactions transactions) {
        transactions.isCallerWithin(); // Refuses a transaction that is over, in clearer words than the server's.
        try {
            return (ConnectionHandle) pool.allocateConnection(definition, null);
        } catch (ResourceException e) {
            transactions.isCallerWithin(); // It may have ended meanwhile.
            throw unavailable(e);
        }
    }

    private NotAvailableException unavailable(ResourceException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof ReportException)) {
            cause = cause.getCause();
        }
        if (cause instanceof NotAvailableException) {
            return new NotAvailableException(
                    String.valueOf(cause.getMessage()), failure); // the adapter's own word, which says what to do
        }
        return new NotAvailableException(
                "No connection from the pool of \"" + definition.slot().config().name() + "\": " + cause.getMessage()
                        + ". If the pool is exhausted, close connections that are not used, or raise max-pool-size.",
                failure);
    }

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
    }

    @Override
    public @Nullable Reference getReference() {
        return reference;
    }

    /** Naming stores the reference instead: a copy elsewhere would have no pool. */
    private void writeObject(ObjectOutputStream stream) throws NotSerializableException {
        throw new NotSerializableException("A connection factory lives in its server; look it up there.");
    }
}
