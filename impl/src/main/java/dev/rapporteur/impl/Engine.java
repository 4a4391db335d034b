package dev.rapporteur.impl;

import dev.rapporteur.DeliveryListener;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.Observation;
import dev.rapporteur.impl.config.Decider;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.config.Overflow;
import dev.rapporteur.impl.decision.DatabaseTransactions;
import dev.rapporteur.impl.decision.Databases;
import dev.rapporteur.impl.decision.DecisionDatabase;
import dev.rapporteur.impl.decision.DecisionSetupException;
import dev.rapporteur.impl.events.Listeners;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.journal.JournalDirectory;
import dev.rapporteur.impl.kafka.KafkaLinks;
import dev.rapporteur.impl.monitor.EngineStatistics;
import dev.rapporteur.impl.monitor.Monitor;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Threads;
import dev.rapporteur.impl.thread.TurnThread;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.impl.xa.BranchTable;
import dev.rapporteur.impl.xa.Patience;
import dev.rapporteur.impl.xa.ReportAdmission;
import dev.rapporteur.impl.xa.ReportXAResource;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One journal, one cluster: serves branches from one opening of the journal after the other, and ends it all. Safe for any
 * thread.
 *
 * <pre>
 * OPEN -> FAILED     a write or sync failed: nothing is accepted, all that lived on that opening of the journal is ended
 * FAILED -> OPEN     the journal could be opened again ({@link Reopening}); branches without parts go on in it
 * OPEN, FAILED -> STOPPING   close(): new branches are refused; those at work may commit until stopTimeout, then no more
 * STOPPING -> CLOSED threads have ended, the journal is closed in order and its directory free
 * </pre>
 */
public final class Engine implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Engine.class.getName());
    private static final long BEGINNING = System.nanoTime();
    private static final Duration DATABASE_REACHED_WITHIN = Duration.ofSeconds(10);
    private static final Duration THREADS_END_WITHIN = Duration.ofSeconds(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final EngineConfig config;
    private final JournalDirectory directory;
    private final UUID journalId;
    private final MemoryBudget memory;
    private final KafkaLinks links;
    private final Listeners listeners;
    private final Databases databases;
    private final @Nullable DatabaseTransactions transactions;
    private final Bell failed = new Bell();
    private final BranchTable branches;
    private final Reopening reopening;
    private final Threads threads;
    private final Threads.Running reopeningThread;
    private final DrainDesk drain;
    private final ManagementBeans beans;
    private final Object swap = new Object();
    private volatile Opening opening;
    private boolean ending;
    private boolean closed;

    /** What it starts and then can't go on with, it ends. */
    private Engine(
            EngineConfig config,
            JournalDirectory directory,
            OpenedJournal found,
            MemoryBudget memory,
            Databases databases,
            Threads threads) {
        this.config = config;
        this.databases = databases;
        this.directory = directory;
        this.memory = memory;
        this.threads = threads;
        this.journalId = found.journal().id();
        this.links = new KafkaLinks(config);
        this.listeners = new Listeners(config.name(), threads, Engine::nowMs);
        this.transactions = config.deciding().decider() == Decider.DATABASE
                ? new DatabaseTransactions(
                        this::begin,
                        new DecisionDatabase.Opening(journalId, found.journal().incarnation()),
                        config.deciding().dataSource(),
                        config.deciding().proof())
                : null;
        this.opening = opening(found, Monitor.Counts.NONE);
        this.branches = new BranchTable(opening.forBranches(), patience(config));
        this.reopening = new Reopening(new Steps(), config.name(), Engine::nowMs, InstantSource.system(), failed);
        this.drain = new DrainDesk(config.name(), () -> opening, branches, InstantSource.system());
        this.beans = new ManagementBeans(
                config.name(),
                journalId,
                Map.of(
                        "Delivery", new DeliveryDesk(() -> opening.deliveryMonitor()),
                        "Drain", drain,
                        "HeldPartitions", new HeldDesk(() -> opening.deliveryMonitor(), () -> opening.mappings()),
                        "Observers", new ObserversDesk(() -> opening, listeners),
                        "ParkedReports", new ParkedDesk(() -> opening, InstantSource.system()),
                        "UndecidedBranches", new UndecidedDesk(() -> opening, branches)));
        try {
            opening.start();
            this.reopeningThread = threads.start("reopen", reopening, failed);
        } catch (RuntimeException | Error e) {
            beans.close();
            opening.abandon();
            throw e;
        }
    }

    private Opening opening(OpenedJournal found, Monitor.Counts earlier) {
        return new Opening(config, found, memory, links, threads, earlier, listeners, databases, transactions, failed);
    }

    private static Patience patience(EngineConfig config) {
        return config.overflow() == Overflow.WAIT ? new Patience(config.overflowTimeout()) : Patience.NONE;
    }

    /**
     * Opens the journal (lock, probe, scan, apply) and starts delivery in the background. Waits for the disk, seconds at
     * most, and never for Kafka.
     *
     * @throws dev.rapporteur.impl.journal.JournalException with path, user, cause and remedy; nothing is left open
     */
    public static Engine open(EngineConfig config) {
        return open(config, Databases.NONE);
    }

    /**
     * As {@link #open(EngineConfig)}, where databases can be found that decide. With decision=DATABASE it waits seconds at most
     * for the database to be looked at; one that is away is looked at later.
     *
     * @throws DecisionSetupException if the database can't decide as it is set up; nothing is left open
     */
    public static Engine open(EngineConfig config, Databases databases) {
        // An interrupted thread can't use a channel; the flag is the caller's, and he gets it back.
        boolean interrupted = Thread.interrupted();
        try {
            return open(config, FileSystemDirectory.at(config.journalDirectory()), databases, threads(config));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Threads named for an engine. */
    static Threads threads(EngineConfig config) {
        return (work, turn, bell) -> TurnThread.start("rapporteur-" + work + "-" + config.name(), turn, bell);
    }

    /** As {@link #open(EngineConfig)}, with the journal in this directory and all work on these threads. */
    static Engine open(EngineConfig config, JournalDirectory directory, Threads threads) {
        return open(config, directory, Databases.NONE, threads);
    }

    /** As {@link #open(EngineConfig, Databases)}, with the journal in this directory and all work on these threads. */
    static Engine open(EngineConfig config, JournalDirectory directory, Databases databases, Threads threads) {
        MemoryBudget memory = new MemoryBudget(config.memoryMaxBytes());
        OpenedJournal found = OpenedJournal.read(config, directory, config.expectedJournalId(), memory);
        Engine engine;
        try {
            engine = new Engine(config, directory, found, memory, databases, threads);
        } catch (RuntimeException | Error e) {
            found.journal().close();
            throw e;
        }
        try {
            engine.awaitDatabase();
        } catch (DecisionSetupException e) {
            engine.close();
            throw e;
        }
        return engine;
    }

    private void awaitDatabase() {
        if (transactions != null && !opening.journal().isCopy()) {
            transactions.awaitTried(DATABASE_REACHED_WITHIN);
        }
    }

    /** What is done when the journal has failed; on the reopening thread. */
    private final class Steps implements Reopening.Steps {

        private Monitor.Counts counts = Monitor.Counts.NONE;

        @Override
        public @Nullable Throwable failure() {
            return opening.journal().failure();
        }

        @Override
        public void endFailed() {
            counts = opening.abandon();
        }

        /** The directory is the same, and never made anew: where it is gone, a volume may be missing. */
        @Override
        public void openAnew() {
            OpenedJournal found = OpenedJournal.read(config, directory, journalId, memory);
            synchronized (swap) {
                if (ending) {
                    found.journal().close();
                    return;
                }
                Opening next;
                try {
                    next = opening(found, counts);
                    next.start();
                } catch (RuntimeException | Error e) {
                    found.journal().close();
                    throw e;
                }
                opening = next;
                branches.reopened(opening.forBranches());
                if (transactions != null) {
                    transactions.reopened();
                }
            }
        }
    }

    /** Milliseconds that never go back, and are not negative. */
    static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - BEGINNING);
    }

    /** The journal's identity; XA resources of one journal are the same resource manager. */
    public UUID journalId() {
        return journalId;
    }

    /** A new XA resource, for one managed connection (or one recovery pass). Cheap. */
    public ReportXAResource newXAResource() {
        return new ReportXAResource(branches);
    }

    /**
     * A branch without an Xid: for local transactions, and for single sends without any.
     *
     * @throws NotAvailableException if the engine is stopping or drained, or its journal has failed
     */
    public Branch begin() {
        return branches.begin();
    }

    /** Transactions that the database decides; null if the transaction manager decides. */
    public @Nullable DatabaseTransactions databaseTransactions() {
        return transactions;
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
        return opening.topics().partitionsFor(topic);
    }

    /**
     * Tells a listener what becomes of reports, from now on. That it observes is durable when this returns.
     *
     * @param name under which events are kept while it has no listener
     * @param executor runs the calls
     * @throws NotAvailableException if the journal is not open
     * @throws IllegalArgumentException if the name is not allowed, or one too much
     */
    public Observation observe(String name, DeliveryListener listener, Executor executor) {
        return listeners.observe(name, listener, executor);
    }

    /** A reading of all counters. Takes each partition's lock for a moment, never waits for disk or Kafka. */
    public EngineStatistics statistics() {
        return opening.statistics(reopening.remedy(), drain.notice());
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
        beans.close();
        long deadline = System.nanoTime() + config.stopTimeout().toNanos();
        branches.refuseNew();
        while (branches.openBranches() > 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        branches.refuseVotes();
        reopening.stop();
        if (!reopeningThread.join(THREADS_END_WITHIN)) {
            LOG.log(Logger.Level.WARNING, "{0}: {1} has not ended; the disk does not answer", this, reopeningThread);
        }
        synchronized (swap) {
            ending = true;
        }
        listeners.close();
        opening.close(deadline);
        if (!links.awaitEnd(THREADS_END_WITHIN)) {
            LOG.log(Logger.Level.WARNING, "{0}: Kafka''s client still closes its connections", this);
        }
    }

    @Override
    public String toString() {
        return "engine " + config.name() + " on journal " + journalId;
    }
}
