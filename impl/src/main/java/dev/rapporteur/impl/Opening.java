package dev.rapporteur.impl;

import dev.rapporteur.ReportPartitioner;
import dev.rapporteur.impl.config.CreateTopics;
import dev.rapporteur.impl.config.DeliveryGuarantee;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.decision.Asker;
import dev.rapporteur.impl.decision.DatabaseTransactions;
import dev.rapporteur.impl.decision.Databases;
import dev.rapporteur.impl.dispatch.Assignment;
import dev.rapporteur.impl.dispatch.ClusterView;
import dev.rapporteur.impl.dispatch.LinkMemory;
import dev.rapporteur.impl.events.ConfirmedLog;
import dev.rapporteur.impl.events.Listeners;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.kafka.ClientSettings;
import dev.rapporteur.impl.kafka.KafkaBrokerProbe;
import dev.rapporteur.impl.kafka.KafkaClusterDirectory;
import dev.rapporteur.impl.kafka.KafkaKeyHash;
import dev.rapporteur.impl.kafka.KafkaLinks;
import dev.rapporteur.impl.monitor.DeliveryMonitor;
import dev.rapporteur.impl.monitor.EngineStatistics;
import dev.rapporteur.impl.monitor.Monitor;
import dev.rapporteur.impl.monitor.Remains;
import dev.rapporteur.impl.outbound.Choosing;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Observers;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.ParkedReports;
import dev.rapporteur.impl.outbound.ReadBack;
import dev.rapporteur.impl.outbound.StoredReport;
import dev.rapporteur.impl.outbound.UndecidedBranch;
import dev.rapporteur.impl.routing.Router;
import dev.rapporteur.impl.routing.StrictPartitioner;
import dev.rapporteur.impl.routing.TopicDirectory;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Paced;
import dev.rapporteur.impl.thread.Threads;
import dev.rapporteur.impl.thread.Turn;
import dev.rapporteur.impl.xa.OpenJournal;
import dev.rapporteur.impl.xa.ReportAdmission;
import dev.rapporteur.impl.xa.UndecidedWatch;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One opening of an engine's journal and all that lives on it: the fold, the dispatchers, the topics, the watch, and their
 * threads. Nothing of it outlives a failed journal, whose fold may hold what is not on the disk. For any thread.
 */
final class Opening {

    private static final Logger LOG = System.getLogger(Opening.class.getName());
    private static final Duration THREADS_END_WITHIN = Duration.ofSeconds(10);
    private static final String METADATA = "metadata";
    private static final String LEADERS = "leaders";
    private static final String WATCH = "watch";
    private static final String READ_BACK = "readback";
    private static final String CHOOSING = "choosing";
    private static final String JOURNAL = "journal";
    private static final String ASKER = "asker";
    /** Each asking costs a round trip to the database and a sync of the journal, whether for one transaction or for many. */
    private static final Duration BETWEEN_ASKINGS = Duration.ofMillis(5);

    private final EngineConfig config;
    private final @Nullable StrictPartitioner partitioner;
    private final Outbound outbound;
    private final Journal journal;
    private final OpenJournal forBranches;
    private final TopicDirectory topics;
    private final @Nullable ExactlyOnce exactlyOnce;
    private final Assignment delivery;
    private final UndecidedWatch watch;
    private final Asker asker;
    private final ReadBack readBack;
    private final Choosing choosing;
    private final Monitor monitor;
    private final DeliveryMonitor deliveryMonitor;
    private final Mappings mappings;
    private final Listeners listeners;
    private final Threads threads;
    private final Map<String, Work> works = new LinkedHashMap<>();
    private final Map<String, Threads.Running> running = new HashMap<>();

    /** What a thread of this opening does. */
    private record Work(Turn turn, Bell bell) {}

    /**
     * Of a journal that has just been opened; nothing runs yet.
     *
     * @param found the open journal with its fold
     * @param threads on which all of it will run
     * @param earlier what was counted in earlier openings
     * @param listeners who is told what becomes of reports
     * @param databases where databases are found that decide
     * @param transactions those that a database decides; null if the transaction manager does
     * @param failed rung when the journal has failed
     */
    Opening(
            EngineConfig config,
            OpenedJournal found,
            MemoryBudget memory,
            KafkaLinks links,
            Threads threads,
            Monitor.Counts earlier,
            Listeners listeners,
            Databases databases,
            @Nullable DatabaseTransactions transactions,
            Bell failed) {
        this.config = config;
        ReportPartitioner own = config.partitioner();
        this.partitioner = own == null ? null : new StrictPartitioner(own);
        this.threads = threads;
        this.journal = found.journal();
        this.outbound = found.outbound();
        this.listeners = listeners;
        Bell metadataBell = new Bell();
        Bell leadersBell = new Bell();
        Bell watchBell = new Bell();
        JournalLogs logs =
                new JournalLogs(journal, outbound.parked(), config.partitioner() != null, InstantSource.system());
        ConfirmedLog confirmed = new ConfirmedLog(journal, outbound, logs, InstantSource.system());
        topics = new TopicDirectory(
                new KafkaClusterDirectory(config),
                outbound,
                logs,
                config.newTopics().create() == CreateTopics.MISSING,
                Engine::nowMs,
                metadataBell,
                leadersBell::ring);
        // Of a copy nothing is sent: fencing its ids would end the original's transactions.
        exactlyOnce = config.guarantee().kind() == DeliveryGuarantee.EXACTLY_ONCE && !journal.isCopy()
                ? new ExactlyOnce(config, journal, outbound, clusterView(), logs, confirmed, leadersBell::ring)
                : null;
        LinkMemory linkMemory = ClientSettings.linkMemory(config);
        delivery = new Assignment(
                exactlyOnce == null
                        ? Assignment.Parts.atLeastOnce(links, linkMemory, clusterView(), confirmed, logs)
                        : exactlyOnce.parts(linkMemory, logs),
                new KafkaBrokerProbe(config),
                config.brokerTimeout(),
                threads,
                Engine::nowMs,
                new SecureRandom().nextLong(),
                leadersBell);
        forBranches = new OpenJournal(journal, outbound, admission(memory));
        watch = new UndecidedWatch(journal, outbound, undecidedHold(), config.name(), watchBell);
        Bell askerBell = new Bell();
        asker = new Asker(databases, transactions, forBranches, outbound, config.name(), Engine::nowMs, askerBell);
        deliveryMonitor =
                new DeliveryMonitor(journal, outbound, topics, delivery, Engine::nowMs, InstantSource.system());
        mappings = new Mappings(outbound, topics, this::keep);
        Bell choosingBell = new Bell();
        choosing = outbound.newChoosing(journal.newFiles(), this::choose, journal::append, choosingBell);
        monitor = new Monitor(journal, outbound, topics, choosing, delivery, asker, memory, Engine::nowMs, earlier);
        monitor.alsoTell(listeners::troubles);
        readBack = outbound.newReadBack(journal.newFiles());
        found.signals().connect(delivery, topics, readBack, confirmed, listeners);
        found.signals().connect(choosingBell);
        outbound.knownTopics().forEach(topics::follow);
        outbound.wantedTopics().forEach(topics::follow);
        outbound.partitions().forEach(delivery::ready);
        works.put(METADATA, new Work(topics, metadataBell));
        works.put(LEADERS, new Work(delivery, leadersBell));
        if (exactlyOnce != null) {
            exactlyOnce.works((name, turn, bell) -> works.put(name, new Work(turn, bell)));
        }
        if (config.partitioner() != null || outbound.hasToChoose()) {
            works.put(CHOOSING, new Work(choosing, choosingBell));
        }
        works.put(WATCH, new Work(() -> watchTurn(confirmed), watchBell));
        // Of a copy nothing is asked: the original's transactions may still run, and asking can end them.
        if (journal.isCopy() && transactions != null) {
            transactions.refuse("Transactions that a database decides can't send: " + journal.recoveryObstacle());
        }
        if (!journal.isCopy() && (transactions != null || outbound.provenCount() > 0)) {
            works.put(ASKER, new Work(new Paced(asker, BETWEEN_ASKINGS), askerBell));
        }
        works.put(READ_BACK, new Work(readBack, readBack.bell()));
        works.put(JOURNAL, new Work(() -> journalTurn(failed), found.bell()));
    }

    /**
     * Starts all threads, once. When one of them can't be started, what this opening has is ended, the journal is closed, and
     * its directory free.
     */
    void start() {
        try {
            works.forEach((name, work) -> running.put(name, threads.start(name, work.turn(), work.bell())));
            listeners.opened(journal, outbound.observers());
        } catch (RuntimeException | Error e) {
            abandon();
            throw e;
        }
    }

    private long watchTurn(ConfirmedLog confirmed) {
        confirmed.lookAgain();
        return watch.turn();
    }

    private long journalTurn(Bell failed) {
        long restMs = journal.turn();
        if (journal.failure() != null) {
            failed.ring();
        }
        return restMs;
    }

    private ClusterView clusterView() {
        return journal.isCopy()
                ? new HeldCopy(journal.recoveryObstacle())
                : new TopicView(topics, outbound.destinations());
    }

    /** The transaction manager can't recover from a copy, so what is undecided there must not be overtaken. */
    private Duration undecidedHold() {
        return journal.isCopy() ? Duration.ZERO : config.undecidedHold();
    }

    private OptionalInt choose(StoredReport report, int partitions) {
        return partitioner == null
                ? OptionalInt.empty()
                : OptionalInt.of(
                        partitioner.choose(report.topic(), wrap(report.key()), wrap(report.payload()), partitions));
    }

    private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private ReportAdmission admission(MemoryBudget memory) {
        return new ReportAdmission(
                new Router(outbound, new KafkaKeyHash(), partitioner),
                topics::maxMessageBytes,
                memory,
                new ReportAdmission.Limits(config.maxReportBytes(), config.transactionMemoryBytes()),
                InstantSource.system(),
                journal.incarnation());
    }

    ParkedReports parked() {
        return outbound.parked();
    }

    /** Why a branch's database can't decide it any more, as a sentence; null if it can, as far as is known. */
    @Nullable
    String unprovable(BranchXid xid) {
        return asker.unprovable(xid);
    }

    List<UndecidedBranch> undecidedBranches() {
        return outbound.undecidedBranches();
    }

    /**
     * Appends an operator's frame; durable when it returns.
     *
     * @throws IllegalStateException if the journal does not take it, or it is not known whether it has
     */
    void keep(Frame frame) {
        Append append = journal.append(frame);
        switch (append.await()) {
            case DONE -> {}
            case REFUSED ->
                throw new IllegalStateException(
                        "The journal does not take this now, and nothing is changed: try again.", append.cause());
            case IN_DOUBT ->
                throw new IllegalStateException(
                        "It is not known whether the journal has taken this: look at the list again when it is open.",
                        append.cause());
        }
    }

    Observers observers() {
        return outbound.observers();
    }

    int partitionCount(String topic) {
        return outbound.partitionCount(topic);
    }

    Journal journal() {
        return journal;
    }

    OpenJournal forBranches() {
        return forBranches;
    }

    TopicDirectory topics() {
        return topics;
    }

    DeliveryMonitor deliveryMonitor() {
        return deliveryMonitor;
    }

    Mappings mappings() {
        return mappings;
    }

    /** As {@link Remains#in}. */
    Remains remains(int branchesAtWork) {
        return Remains.in(branchesAtWork, journal, outbound, delivery);
    }

    /** As {@link Monitor#read}. */
    EngineStatistics statistics(@Nullable String remedy, @Nullable String notice) {
        return monitor.read(remedy, notice);
    }

    /**
     * Delivers what is in flight, closes the journal in order, and ends the threads. What Kafka has not confirmed stays in
     * the journal.
     *
     * @param deadlineNanos by {@link System#nanoTime}: until then what is in flight is waited for
     */
    void close(long deadlineNanos) {
        stopDelivery(Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime())));
        awaitDelivered(config.stopTimeout().plus(THREADS_END_WITHIN));
        awaitEnd(METADATA, THREADS_END_WITHIN);
        endJournal();
    }

    /**
     * Ends all that lives on the failed journal and frees its directory. The metadata thread is not waited for: it may be
     * asking Kafka, and holds nothing that the next opening needs. Doing it again changes nothing.
     *
     * @return what the engine has counted so far
     */
    Monitor.Counts abandon() {
        stopDelivery(0);
        awaitDelivered(THREADS_END_WITHIN);
        endJournal();
        Monitor.Counts counts = monitor.freeze();
        outbound.discard();
        return counts;
    }

    private void stopDelivery(long withinMs) {
        asker.stop();
        watch.stop();
        topics.stop();
        delivery.stop(Engine.nowMs() + withinMs);
    }

    private void endJournal() {
        listeners.ended(journal);
        awaitEnd(WATCH, THREADS_END_WITHIN);
        awaitEnd(ASKER, THREADS_END_WITHIN);
        readBack.stop();
        awaitEnd(READ_BACK, THREADS_END_WITHIN);
        choosing.stop();
        awaitEnd(CHOOSING, THREADS_END_WITHIN);
        journal.stop();
        awaitEnd(JOURNAL, THREADS_END_WITHIN);
        if (!running.containsKey(JOURNAL)) {
            journal.close();
        }
    }

    private void awaitDelivered(Duration max) {
        boolean ended = awaitEnd(LEADERS, max);
        if (delivery.awaitEnd(THREADS_END_WITHIN)) {
            delivery.handOnDoubts();
        } else {
            ended = false;
            LOG.log(
                    Logger.Level.WARNING,
                    "{0}: not all dispatchers have ended; what they wait for does not answer",
                    this);
        }
        if (exactlyOnce != null) {
            exactlyOnce.stop();
            awaitEnd(ExactlyOnce.POSITIONS, THREADS_END_WITHIN);
            awaitEnd(ExactlyOnce.FINALITY, THREADS_END_WITHIN);
            exactlyOnce.close(THREADS_END_WITHIN);
            if (!ended || exactlyOnce.leavesQuestions()) {
                journal.leaveUnmarked();
            }
        }
    }

    private boolean awaitEnd(String work, Duration max) {
        Threads.Running thread = running.get(work);
        boolean ended = thread == null || thread.join(max);
        if (!ended) {
            LOG.log(Logger.Level.WARNING, "{0}: {1} has not ended; what it waits for does not answer", this, thread);
        }
        return ended;
    }

    @Override
    public String toString() {
        return "engine " + config.name() + " on journal " + journal.id();
    }
}
