package dev.rapporteur.ra.wildfly;

import dev.rapporteur.ReportConnection;
import dev.rapporteur.ReportConnectionFactory;
import dev.rapporteur.ra.ConnectionHandle;
import dev.rapporteur.ra.PooledConnectionFactory;
import dev.rapporteur.ra.ReportManagedConnectionFactory;
import jakarta.resource.spi.ConnectionDefinition;
import javax.transaction.xa.Xid;
import org.jboss.jca.core.spi.statistics.Statistics;
import org.jboss.jca.core.spi.statistics.StatisticsPlugin;
import org.jspecify.annotations.Nullable;

/** The connection definition with runtime statistics, and an eye on the node identifier. */
@ConnectionDefinition(
        connectionFactory = ReportConnectionFactory.class,
        connectionFactoryImpl = PooledConnectionFactory.class,
        connection = ReportConnection.class,
        connectionImpl = ConnectionHandle.class)
public class WildFlyManagedConnectionFactory extends ReportManagedConnectionFactory implements Statistics {

    private static final long serialVersionUID = 1L;

    private final transient NodeIdentifierCheck nodeIdentifier = new NodeIdentifierCheck();

    /** Of all definitions of the adapter: see {@link EngineStatisticsPlugin}. */
    @Override
    public @Nullable StatisticsPlugin getStatistics() {
        return getResourceAdapter() == null ? null : EngineStatisticsPlugin.ofEach(getResourceAdapter());
    }

    @Override
    protected void reachedBy(Xid xid) {
        nodeIdentifier.see(xid);
    }
}
