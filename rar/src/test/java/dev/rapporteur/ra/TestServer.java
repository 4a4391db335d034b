package dev.rapporteur.ra;

import dev.rapporteur.ReportConnectionFactory;
import dev.rapporteur.impl.monitor.EngineStatistics;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.nio.file.Path;
import java.util.Timer;

/** A server with one resource adapter and a real engine below it; Kafka is away. */
final class TestServer implements AutoCloseable {

    final ServerTransactions transactions = new ServerTransactions();
    final ReportResourceAdapter adapter = new ReportResourceAdapter();
    private final Path directory;

    TestServer(Path directory) {
        this.directory = directory;
        adapter.setBootstrapServers("localhost:1");
        adapter.setNodeName("test");
        adapter.setStopTimeout("0");
        adapter.setDurability("OS");
        adapter.setJournalMaxBytes("16777216");
        adapter.setSegmentBytes("2097152");
        adapter.setTransactionMemoryBytes("4194304");
    }

    /** A connection definition that is configured, not activated. */
    ReportManagedConnectionFactory define(String name) throws ResourceException {
        ReportManagedConnectionFactory definition = new ReportManagedConnectionFactory();
        definition.setResourceAdapter(adapter);
        definition.setName(name);
        definition.setJournalDirectory(directory.resolve(name).toString());
        return definition;
    }

    ReportConnectionFactory activate(ReportManagedConnectionFactory definition, ConnectionManager pool)
            throws ResourceException {
        return (ReportConnectionFactory) definition.createConnectionFactory(pool);
    }

    void start() throws ResourceException {
        adapter.start(new Context(transactions));
    }

    EngineStatistics statistics(String name) {
        EngineStatistics reading = adapter.statistics().get(name);
        if (reading == null) {
            throw new AssertionError("no engine of " + name);
        }
        return reading;
    }

    @Override
    public void close() {
        adapter.stop();
    }

    private record Context(ServerTransactions transactions) implements BootstrapContext {

        @Override
        public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
            return transactions;
        }

        @Override
        public WorkManager getWorkManager() {
            throw new UnsupportedOperationException();
        }

        @Override
        public XATerminator getXATerminator() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Timer createTimer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isContextSupported(Class<? extends WorkContext> type) {
            return false;
        }
    }
}
