package dev.rapporteur.ra;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.kafka.ClientPropertyNames;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.IllegalStateException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.security.auth.Subject;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * A connection definition: its settings, and through the resource adapter its engine, which belongs
 * to it from the activation on. The managed connections it makes are cheap: they hold nothing until
 * they are used. Safe for all threads once the server has configured it.
 */
public class ReportManagedConnectionFactory extends SettingsBean
        implements ManagedConnectionFactory, ValidatingManagedConnectionFactory, ResourceAdapterAssociation {

    private static final long serialVersionUID = 1L;

    private transient @Nullable ReportResourceAdapter adapter;
    private transient volatile @Nullable EngineSlot slot;
    private transient @Nullable PrintWriter logWriter;

    /** Whether the server ever enlists the connections of this factory; see {@link ReportManagedConnection}. */
    private final transient Enlisting enlisting = new Enlisting();

    @Override
    public void setResourceAdapter(ResourceAdapter adapter) throws ResourceException {
        if (this.adapter != null) {
            throw new IllegalStateException("The connection definition already belongs to a resource adapter.");
        }
        if (!(adapter instanceof ReportResourceAdapter ours)) {
            throw new IllegalStateException("Not Rapporteur's resource adapter: "
                    + adapter.getClass().getName() + ". Both classes must come from one archive.");
        }
        this.adapter = ours;
    }

    @Override
    public final @Nullable ReportResourceAdapter getResourceAdapter() {
        return adapter;
    }

    /**
     * Activates the connection definition: checks its settings and hands its engine to the resource
     * adapter, which opens it now or when it starts.
     *
     * @throws InvalidPropertyException naming all settings that are wrong
     */
    @Override
    public Object createConnectionFactory(ConnectionManager manager) throws ResourceException {
        ReportResourceAdapter owner = adapter;
        if (owner == null) {
            throw new IllegalStateException("The connection definition belongs to no resource adapter yet.");
        }
        try {
            EngineConfig config = EngineConfig.read(
                    new ServerDefaults(System::getProperty).below(owner.texts(), texts()), new ClientPropertyNames());
            EngineSlot added = new EngineSlot(config);
            owner.slots().add(added);
            slot = added;
            return new PooledConnectionFactory(this, manager);
        } catch (IllegalArgumentException e) {
            throw new InvalidPropertyException(e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new ResourceException(e.getMessage(), e);
        }
    }

    @Override
    public Object createConnectionFactory() throws ResourceException {
        throw new NotSupportedException(
                "Rapporteur works within a server only: it needs the server's transactions. Deploy rapporteur.rar there.");
    }

    /**
     * A new managed connection. Credentials and request are ignored: what the brokers ask for is the
     * engine's, the same for all.
     *
     * <p>Refused at once while no engine runs. WildFly goes on asking the definitions of a deployment
     * that failed, for recovery, when their class loader is closed already; another class that had to
     * be loaded then would be an error that ends the server's recovery thread.
     */
    @Override
    public ManagedConnection createManagedConnection(@Nullable Subject subject, @Nullable ConnectionRequestInfo request)
            throws ResourceException {
        EngineSlot now = slot;
        if (now == null || !now.isOpen()) {
            throw new ResourceException(
                    "The resource adapter of this connection definition is not started, or stops already.");
        }
        return new ReportManagedConnection(this);
    }

    @Override
    @SuppressWarnings("rawtypes") // As the contract declares it.
    public @Nullable ManagedConnection matchManagedConnections(
            Set connections, @Nullable Subject subject, @Nullable ConnectionRequestInfo request) {
        for (Object candidate : connections) {
            if (candidate instanceof ReportManagedConnection connection && connection.isOf(this)) {
                return connection;
            }
        }
        return null;
    }

    @Override
    @SuppressWarnings("rawtypes") // As the contract declares it.
    public Set<?> getInvalidConnections(Set connections) {
        Set<Object> invalid = new LinkedHashSet<>();
        for (Object candidate : connections) {
            if (candidate instanceof ReportManagedConnection connection && !connection.isUsable()) {
                invalid.add(connection);
            }
        }
        return invalid;
    }

    /** Tells that a transaction has reached this definition; for what a server's kin wants to know of it. */
    protected void reachedBy(Xid xid) {
        // Nothing that the Connectors contract asks for.
    }

    final EngineSlot slot() {
        EngineSlot now = slot;
        if (now == null) {
            throw new java.lang.IllegalStateException("The connection definition is not activated yet.");
        }
        return now;
    }

    final Enlisting enlisting() {
        return enlisting;
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
