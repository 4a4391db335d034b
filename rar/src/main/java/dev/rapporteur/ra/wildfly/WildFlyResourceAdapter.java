package dev.rapporteur.ra.wildfly;

import dev.rapporteur.ra.ReportResourceAdapter;
import jakarta.resource.spi.Connector;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import org.jboss.jca.core.spi.statistics.Statistics;
import org.jboss.jca.core.spi.statistics.StatisticsPlugin;

/** The resource adapter with runtime statistics: the sums over its connection definitions. */
@Connector(
        displayName = "Rapporteur",
        description = "Transactional reports to Apache Kafka",
        vendorName = "Rapporteur",
        eisType = "Apache Kafka",
        transactionSupport = TransactionSupportLevel.XATransaction)
public class WildFlyResourceAdapter extends ReportResourceAdapter implements Statistics {

    private static final long serialVersionUID = 1L;

    private final transient StatisticsPlugin statistics = EngineStatisticsPlugin.ofAll(this);

    @Override
    public StatisticsPlugin getStatistics() {
        return statistics;
    }
}
