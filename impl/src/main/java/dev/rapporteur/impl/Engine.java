package dev.rapporteur.impl;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.monitor.EngineStatistics;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.impl.xa.ReportXAResource;
import java.util.List;
import java.util.UUID;

/** One journal, one cluster, its buffers and dispatchers. (Stub: signatures for those who build on it.) */
public final class Engine implements AutoCloseable {

    private Engine() {}

    /**
     * Opens the journal (lock, probe, scan, apply) and starts delivery in the background. Never waits for Kafka.
     *
     * @throws dev.rapporteur.impl.journal.JournalException with path, user, cause and remedy
     */
    public static Engine open(EngineConfig config) {
        throw new UnsupportedOperationException();
    }

    /** The journal's identity; XA resources of one journal are the same resource manager. */
    public UUID journalId() {
        throw new UnsupportedOperationException();
    }

    /** A new XA resource, for one managed connection (or one recovery pass). Cheap. */
    public ReportXAResource newXAResource() {
        throw new UnsupportedOperationException();
    }

    /**
     * A branch without an Xid: for local transactions, and for single sends without any.
     *
     * @throws NotAvailableException if the engine is stopping or its journal has failed
     */
    public Branch begin() {
        throw new UnsupportedOperationException();
    }

    /** The topic's partitions: known, or asked for. See ReportProducer. */
    public List<Integer> partitionsFor(String topic) {
        throw new UnsupportedOperationException();
    }

    /** A reading of all counters. Cheap, never blocks. */
    public EngineStatistics statistics() {
        throw new UnsupportedOperationException();
    }

    /** Refuses new branches, waits for those under way up to stopTimeout, closes. No thread is left. Idempotent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
