package dev.rapporteur.impl;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.config.Durability;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.Dispatcher;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.JournalSettings;
import dev.rapporteur.impl.kafka.ClientSettings;
import dev.rapporteur.impl.kafka.KafkaClusterDirectory;
import dev.rapporteur.impl.kafka.KafkaKeyHash;
import dev.rapporteur.impl.kafka.KafkaLinks;
import dev.rapporteur.impl.monitor.EngineStatistics;
import dev.rapporteur.impl.monitor.Monitor;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.routing.Router;
import dev.rapporteur.impl.routing.TopicDirectory;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.TurnThread;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.impl.xa.BranchTable;
import dev.rapporteur.impl.xa.ReportAdmission;
import dev.rapporteur.impl.xa.ReportXAResource;
import dev.rapporteur.impl.xa.UndecidedWatch;
import java.lang.System.Logger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One journal, one cluster, its buffers and dispatchers: puts the rooms together, starts their threads and ends them. Safe
 * for any thread.
 *
 * <pre>
 * OPEN -> STOPPING   close(): new branches are refused; those at work may commit until stopTimeout, then no more
 * STOPPING -> CLOSED threads have ended, the journal is closed in order and its directory free
 * </pre>
 */
public final class Engine implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Engine.class.getName());
    private static final long BEGINNING = System.nanoTime();
    private static final Duration THREADS_END_WITHIN = Duration.ofSeconds(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final EngineConfig config;
    private final Journal journal;
    private final BranchTable branches;
    private final TopicDirectory topics;
    private final Dispatcher dispatcher;
    private final UndecidedWatch watch;
    private final KafkaLinks links;
    private final Monitor monitor;
    private final TurnThread journalThread;
    private final TurnThread dispatchThread;
    private final TurnThread metadataThread;
    private final TurnThread watchThread;
    private boolean closed;

    private Engine(
            EngineConfig config,
            Signals signals,
            MemoryBudget memory,
            Outbound outbound,
            Journal journal,
            Bell journalBell) {
        this.config = config;
        this.journal = journal;
        SecureRandom seeds = new SecureRandom();
        Bell metadataBell = new Bell();
        Bell dispatchBell = new Bell();
        Bell watchBell = new Bell();
        JournalLogs logs = new JournalLogs(journal);
        links = new KafkaLinks(config);
        topics = new TopicDirectory(new KafkaClusterDirectory(config), outbound, logs, Engine::nowMs, metadataBell);
        dispatcher = new Dispatcher(
                links,
                ClientSettings.linkMemory(config),
                new TopicObstacles(topics),
                logs,
                Engine::nowMs,
                new SplittableRandom(seeds.nextLong()),
                dispatchBell);
        branches = new BranchTable(journal, outbound, admission(config, outbound, memory));
        watch = new UndecidedWatch(journal, outbound, config.undecidedHold(), config.name(), watchBell);
        monitor = new Monitor(journal, outbound, topics, dispatcher, Engine::nowMs);
        signals.connect(dispatcher, topics);
        outbound.knownTopics().forEach(topics::follow);
        outbound.wantedTopics().forEach(topics::follow);
        outbound.partitions().forEach(dispatcher::ready);
        metadataThread = TurnThread.start("rapporteur-metadata-" + config.name(), topics, metadataBell);
        dispatchThread = TurnThread.start("rapporteur-dispatch-" + config.name(), dispatcher, dispatchBell);
        watchThread = TurnThread.start("rapporteur-watch-" + config.name(), watch, watchBell);
        // Last, so that whoever gives up before may still close the journal.
        journalThread = TurnThread.start("rapporteur-journal-" + config.name(), journal, journalBell);
    }

    private ReportAdmission admission(EngineConfig config, Outbound outbound, MemoryBudget memory) {
        return new ReportAdmission(
                new Router(outbound, new KafkaKeyHash()),
                topics::maxMessageBytes,
                memory,
                new ReportAdmission.Limits(config.maxReportBytes(), config.transactionMemoryBytes()),
                InstantSource.system(),
                journal.incarnation());
    }

    /**
     * Opens the journal (lock, probe, scan, apply) and starts delivery in the background. Waits for the disk, seconds at
     * most, and never for Kafka.
     *
     * @throws dev.rapporteur.impl.journal.JournalException with path, user, cause and remedy; nothing is left open
     */
    public static Engine open(EngineConfig config) {
        // An interrupted thread can't use a channel; the flag is the caller's, and he gets it back.
        boolean interrupted = Thread.interrupted();
        try {
            return openUninterrupted(config);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Engine openUninterrupted(EngineConfig config) {
        Signals signals = new Signals();
        MemoryBudget memory = new MemoryBudget(config.memoryMaxBytes());
        Outbound outbound = new Outbound(signals, memory, Engine::nowMs);
        Bell bell = new Bell();
        Journal journal = Journal.open(
                FileSystemDirectory.at(config.journalDirectory()),
                new JournalSettings(
                        config.segmentBytes(),
                        config.journalMaxBytes(),
                        config.durability() == Durability.SYNC,
                        config.expectedJournalId()),
                outbound,
                new SecureRandom().nextLong(),
                UUID.randomUUID(),
                System::nanoTime,
                bell);
        try {
            return new Engine(config, signals, memory, outbound, journal, bell);
        } catch (RuntimeException | Error e) {
            journal.close();
            throw e;
        }
    }

    /** Milliseconds that never go back, and are not negative. */
    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - BEGINNING);
    }

    /** The journal's identity; XA resources of one journal are the same resource manager. */
    public UUID journalId() {
        return journal.id();
    }

    /** A new XA resource, for one managed connection (or one recovery pass). Cheap. */
    public ReportXAResource newXAResource() {
        return new ReportXAResource(branches);
    }

    /**
     * A branch without an Xid: for local transactions, and for single sends without any.
     *
     * @throws NotAvailableException if the engine is stopping or its journal has failed
     */
    public Branch begin() {
        return branches.begin();
    }

    /** All branches, also for an operator's decisions. */
    public BranchTable branches() {
        return branches;
    }

    /**
     * The topic's partitions, from 0 upward: what is known, else what Kafka answers within seconds.
     *
     * @throws NotAvailableException if nothing is known and Kafka does not tell
     */
    public List<Integer> partitionsFor(String topic) {
        ReportAdmission.requireLegalTopic(topic);
        return topics.partitionsFor(topic);
    }

    /** A reading of all counters. Takes each partition's lock for a moment, never waits for disk or Kafka. */
    public EngineStatistics statistics() {
        return monitor.read();
    }

    /**
     * Refuses new branches, waits for those at work and for what is in flight up to stopTimeout, closes. What Kafka has not
     * confirmed stays in the journal. A thread that does not end in time is named in the log. Closing again does nothing.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        long deadline = System.nanoTime() + config.stopTimeout().toNanos();
        branches.refuseNew();
        while (branches.openBranches() > 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        branches.refuseVotes();
        watch.stop();
        topics.stop();
        dispatcher.stop(nowMs() + Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        awaitEnd(dispatchThread, config.stopTimeout().plus(THREADS_END_WITHIN));
        awaitEnd(metadataThread, THREADS_END_WITHIN);
        awaitEnd(watchThread, THREADS_END_WITHIN);
        journal.stop();
        awaitEnd(journalThread, THREADS_END_WITHIN);
        if (!links.awaitEnd(THREADS_END_WITHIN)) {
            LOG.log(Logger.Level.WARNING, "{0}: Kafka''s client still closes its connections", this);
        }
    }

    private void awaitEnd(TurnThread thread, Duration max) {
        if (!thread.join(max)) {
            LOG.log(Logger.Level.WARNING, "{0}: {1} has not ended; what it waits for does not answer", this, thread);
        }
    }

    @Override
    public String toString() {
        return "engine " + config.name() + " on journal " + journal.id();
    }
}
