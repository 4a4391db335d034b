package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.TopicView;
import dev.rapporteur.impl.config.CopiedJournal;
import dev.rapporteur.impl.config.CreateTopics;
import dev.rapporteur.impl.config.Deciding;
import dev.rapporteur.impl.config.Durability;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.config.Guarantee;
import dev.rapporteur.impl.config.NewTopics;
import dev.rapporteur.impl.config.Overflow;
import dev.rapporteur.impl.dispatch.Assignment;
import dev.rapporteur.impl.dispatch.BrokerReading;
import dev.rapporteur.impl.dispatch.FinalityWatch;
import dev.rapporteur.impl.dispatch.MissingMarker;
import dev.rapporteur.impl.dispatch.ParkingLog;
import dev.rapporteur.impl.dispatch.ProgressPositions;
import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.Destinations;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.TopicDirectory;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.TurnThread;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Dispatcher and topic directory on their threads against a real cluster, with buffers in the journal's stead. */
final class Delivery implements AutoCloseable {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final Map<PartitionId, PartitionBuffer> buffers = new ConcurrentHashMap<>();
    private final Map<String, String> parked = new ConcurrentHashMap<>();
    private final Map<String, Integer> routes = new ConcurrentHashMap<>();
    private final KafkaLinks links;
    private final Assignment assignment;
    private final TopicDirectory topics;
    private final TurnThread leadersThread;
    private final TurnThread metadataThread;
    private @Nullable KafkaProgress progress;
    private @Nullable ProgressPositions positions;
    private @Nullable TurnThread positionsThread;
    private @Nullable FinalityWatch finalityWatch;
    private @Nullable TurnThread finalityThread;

    /** Exactly once, by a journal of its own. */
    Delivery(EngineConfig config) {
        this(config, new JournalStub());
    }

    static Delivery atLeastOnce(EngineConfig config) {
        return new Delivery(config, null);
    }

    /** Exactly once, as an opening of this journal. */
    Delivery(EngineConfig config, @Nullable JournalStub journal) {
        Bell leadersBell = new Bell();
        Bell metadataBell = new Bell();
        this.links = new KafkaLinks(config);
        this.topics = new TopicDirectory(
                new KafkaClusterDirectory(config),
                topic -> routes.getOrDefault(topic, 0),
                (topic, partitions) -> {
                    routes.put(topic, partitions);
                    return true;
                },
                config.newTopics().create() == CreateTopics.MISSING,
                Delivery::nowMs,
                metadataBell,
                leadersBell::ring);
        TopicView view = new TopicView(topics, new Destinations());
        Assignment.Parts parts;
        if (journal == null) {
            parts = Assignment.Parts.atLeastOnce(
                    links, ClientSettings.linkMemory(config), view, this::delivered, new Parking());
        } else {
            Bell bell = new Bell();
            progress = new KafkaProgress(config, journal.id(), JournalStub.PROGRESS);
            Bell finalityBell = new Bell();
            finalityWatch = new FinalityWatch(progress.watched(), Delivery::nowMs, finalityBell);
            finalityThread = TurnThread.start("rapporteur-finality-test", finalityWatch, finalityBell);
            positions = new ProgressPositions(
                    progress.means(),
                    journal.open(),
                    MissingMarker.HOLD,
                    finalityWatch,
                    view,
                    "rapporteur-" + journal.id() + "-",
                    journal,
                    this::delivered,
                    Delivery::nowMs,
                    bell,
                    leadersBell::ring);
            positionsThread = TurnThread.start("rapporteur-positions-test", positions, bell);
            parts = positions.parts(progress.links(), ClientSettings.linkMemory(config), new Parking());
        }
        this.assignment = new Assignment(
                parts,
                new KafkaBrokerProbe(config),
                config.brokerTimeout(),
                (work, turn, bell) -> TurnThread.start("rapporteur-" + work + "-test", turn, bell),
                Delivery::nowMs,
                RandomGenerator.getDefault().nextLong(),
                leadersBell);
        this.metadataThread = TurnThread.start("rapporteur-metadata-test", topics, metadataBell);
        this.leadersThread = TurnThread.start("rapporteur-leaders-test", assignment, leadersBell);
    }

    static EngineConfig config(String bootstrapServers) {
        return config(bootstrapServers, NewTopics.NEVER);
    }

    static EngineConfig config(String bootstrapServers, NewTopics newTopics) {
        return new EngineConfig(
                "test",
                "node",
                "rapporteur-test",
                Path.of("unused"),
                null,
                CopiedJournal.HOLD,
                1 << 30,
                Overflow.REJECT,
                Duration.ZERO,
                1 << 20,
                1 << 27,
                1 << 26,
                1_000_000,
                1 << 20,
                Duration.ZERO,
                Deciding.XA,
                Duration.ofSeconds(10),
                Durability.SYNC,
                Guarantee.AT_LEAST_ONCE,
                newTopics,
                null,
                Duration.ofSeconds(5),
                0,
                64 * 1024,
                Map.of("bootstrap.servers", bootstrapServers));
    }

    /** The journal's part: remembers what was parked. */
    private final class Parking implements ParkingLog {

        @Override
        public @Nullable String full() {
            return null;
        }

        @Override
        public Ticket park(OutboundReport report, String reason) {
            parked.put(Buffers.text(report).strip(), reason);
            return () -> Outcome.PARKED;
        }
    }

    /** Reasons by the payloads of the reports that were parked. */
    Map<String, String> parked() {
        return parked;
    }

    /** As an operator's settings make it. */
    static EngineConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("name", "test");
        all.putIfAbsent("nodeName", "node");
        all.putIfAbsent("clientId", "rapporteur-test");
        all.putIfAbsent("journalDirectory", "/unused");
        return EngineConfig.read(all, new ClientPropertyNames());
    }

    /** Buffers of a journal, as an opening finds them. */
    void adopt(PartitionBuffer... found) {
        List.of(found).forEach(buffer -> buffers.put(buffer.id(), buffer));
    }

    PartitionBuffer buffer(String topic, int partition) {
        return buffers.computeIfAbsent(new PartitionId(topic, partition), id -> Buffers.of(id.topic(), id.number()));
    }

    /** The first partitions of a topic. */
    PartitionBuffer[] buffers(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> buffer(topic, partition))
                .toArray(PartitionBuffer[]::new);
    }

    /** Reports with the numbers that follow, in each of these; they may go. */
    void placeAll(PartitionBuffer[] these, int count) {
        for (PartitionBuffer buffer : these) {
            Buffers.place(buffer, count);
        }
        ready(these);
    }

    /** What is placed in these buffers may go. */
    void ready(PartitionBuffer... ready) {
        List.of(ready).forEach(buffer -> topics.follow(buffer.id().topic()));
        List.of(ready).forEach(assignment::ready);
    }

    TopicDirectory topics() {
        return topics;
    }

    /** How many receipts have come that acknowledge a report, also such whose transaction was void then. */
    long acknowledged() {
        return assignment.readings().stream()
                .mapToLong(BrokerReading::acknowledged)
                .sum();
    }

    /** What is wrong with the ways to brokers, as a sentence; null: nothing. */
    @Nullable
    String trouble() {
        List<String> troubles = assignment.troubles();
        return troubles.isEmpty() ? null : String.join(" ", troubles);
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private void delivered(Map<PartitionId, Long> positions) {
        positions.forEach((id, next) -> Buffers.release(buffer(id.topic(), id.number()), next));
    }

    @Override
    public void close() {
        close(STOP_WITHIN);
    }

    /** What is in flight has so much time. */
    void close(Duration within) {
        assignment.stop(nowMs() + within.toMillis());
        topics.stop();
        if (!leadersThread.join(STOP_WITHIN.plusSeconds(5))
                || !assignment.awaitEnd(STOP_WITHIN)
                || !metadataThread.join(STOP_WITHIN)) {
            throw new IllegalStateException("The threads have not ended");
        }
        if (positions != null && finalityWatch != null && progress != null) {
            positions.stop();
            finalityWatch.stop();
            if (!Objects.requireNonNull(positionsThread).join(STOP_WITHIN)
                    || !Objects.requireNonNull(finalityThread).join(STOP_WITHIN)) {
                throw new IllegalStateException("The threads that ask Kafka have not ended");
            }
            progress.close();
            if (!progress.awaitEnd(STOP_WITHIN)) {
                throw new IllegalStateException("The transactional links' threads have not ended");
            }
        }
        if (!links.awaitEnd(STOP_WITHIN)) {
            throw new IllegalStateException("The links' threads have not ended");
        }
    }
}
