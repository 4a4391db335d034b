package dev.rapporteur.it;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.it.app.Operator;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.HaltPoints;
import dev.rapporteur.it.bed.Many;
import dev.rapporteur.it.bed.Recovery;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.it.bed.Undecided;
import dev.rapporteur.it.many.Desk;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The server dies while an engine stands before, and then after each kind of frame, at each step of a Kafka transaction, and at each
 * step by which the next life finds out what came of that. There is an engine for each kind, so that two deaths show all.
 */
class EveryHaltPointIT {

    private static final String BEFORE = "BEFORE_FRAME:";
    private static final String AFTER = "AFTER_FRAME:";
    private static final String LIMIT = "max.message.bytes";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int AT_ONCE = 8;

    /** How an engine comes to stand before and after each kind of frame. */
    private final Map<String, Consumer<Stand>> frames = Map.ofEntries(
            entry("Opened", this::loseASegment),
            entry("Quarantined", this::loseASegment),
            entry("Route", this::createTopicLate),
            entry("Chosen", this::createTopicLate),
            entry("BranchPart", this::payMuch),
            entry("BranchDropped", this::declineMuch),
            entry("BranchPrepared", this::payUnheard),
            entry("BranchDecided", this::payUnheard),
            entry("BranchForgotten", this::decideByHand),
            entry("Released", this::release),
            entry("Reports", this::send),
            entry("Delivered", this::pay),
            entry("DurableMark", this::pay),
            entry("TransactionalIdUsed", this::payAtFirst),
            entry("Parked", this::park),
            entry("Retried", this::retry),
            entry("Dropped", this::drop),
            entry("Observed", this::observe),
            entry("Confirmed", this::payObserved),
            entry("Unobserved", this::endObservation),
            entry("Mapped", this::map),
            entry("Snapshot", this::fill),
            entry("LogStart", this::fill),
            entry("Moved", this::fillBehindParked));

    /** Engines by the point where one stands first, and the one where it stands from the next start on. */
    private static final Map<String, String> KAFKA = Map.of(
            "BEFORE_MARKERS", "BEFORE_FENCING",
            "BEFORE_KAFKA_COMMIT", "AFTER_FENCING",
            "AFTER_KAFKA_COMMIT", "AFTER_MARKERS_READ",
            "BEFORE_DELIVERED", "BEFORE_DELIVERED");

    private static final Map<String, Map<String, String>> SETTINGS = Map.of(
            "Chosen", Many.byChoice(),
            "BranchPart", Map.of("transactionMemoryBytes", "65536"),
            "BranchDropped", Map.of("transactionMemoryBytes", "65536"));

    /** The points of {@link DecisionHaltIT}, whose server has another database. */
    private static final Set<String> ELSEWHERE = Set.of(
            "AFTER_PROOF",
            "BEFORE_PENDING",
            "AFTER_PENDING",
            "AFTER_DATABASE_END",
            "BEFORE_DATABASE_DECISION",
            "AFTER_DATABASE_DECISION",
            "AFTER_WRITE");

    private final WildFlyServer server = Many.server(definitions());
    private final App app = Many.app(server);
    private final HaltPoints points = new HaltPoints(app);
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final ExecutorService drivers = Executors.newFixedThreadPool(AT_ONCE);

    private Map<String, Map<String, String>> definitions() {
        return Stream.concat(frames.keySet().stream(), KAFKA.keySet().stream())
                .collect(toMap(name -> name, name -> SETTINGS.getOrDefault(name, Map.of())));
    }

    @AfterEach
    void end() {
        server.close();
        drivers.shutdownNow();
        clients.shutdownNow();
    }

    @Test
    void shouldHaveReportedWhatCommittedWhereverTheEnginesStoodWhenTheServerDied() {
        server.start();
        assertThat(points.all()).hasSameElementsAs(driven());

        Map<Stand, Consumer<Stand>> first = new HashMap<>();
        frames.forEach((kind, way) -> first.put(stand(kind, BEFORE + kind), way));
        KAFKA.forEach((engine, later) -> first.put(stand(engine, engine), this::pay));
        drive(first);
        die(first.keySet());

        Map<Stand, Consumer<Stand>> second = new HashMap<>();
        frames.forEach((kind, way) -> second.put(stand(kind, AFTER + kind), way));
        KAFKA.forEach((engine, later) -> second.put(stand(engine, later), way -> {}));
        Set<Stand> atOnce = second.keySet().stream()
                .filter(stand -> KAFKA.containsKey(stand.engine) || stand.engine.equals("TransactionalIdUsed"))
                .collect(Collectors.toSet());
        points.start(server, atOnce.stream().map(Stand::toString).toList());
        new Recovery(server, app).awaitNothingLeft();
        inParallel(atOnce, Stand::awaitHeld);
        Set<String> standing = atOnce.stream().map(stand -> stand.engine).collect(Collectors.toSet());
        inParallel(
                first.keySet().stream()
                        .filter(stand -> !standing.contains(stand.engine))
                        .toList(),
                this::requireWhole);
        second.keySet().removeAll(atOnce);
        drive(second);
        die(second.keySet());

        points.start(server, List.of());
        new Recovery(server, app).awaitNothingLeft();
        inParallel(
                Stream.concat(
                                second.keySet().stream(),
                                first.keySet().stream().filter(stand -> standing.contains(stand.engine)))
                        .toList(),
                this::requireWhole);
    }

    private Set<String> driven() {
        return Stream.of(
                        frames.keySet().stream().flatMap(kind -> Stream.of(BEFORE + kind, AFTER + kind)),
                        KAFKA.keySet().stream(),
                        KAFKA.values().stream(),
                        ELSEWHERE.stream(),
                        Stream.of(HaltIT.Stand.values()).map(Enum::name))
                .flatMap(names -> names)
                .collect(Collectors.toSet());
    }

    private Stand stand(String engine, String point) {
        return new Stand(engine, point, app, points, clients);
    }

    private void drive(Map<Stand, Consumer<Stand>> ways) {
        inParallel(ways.keySet(), stand -> {
            Objects.requireNonNull(ways.get(stand)).accept(stand);
            stand.awaitHeld();
        });
    }

    private void die(Collection<Stand> stands) {
        server.kill();
        stands.forEach(Stand::requireUnanswered);
    }

    private void inParallel(Collection<Stand> stands, Consumer<Stand> step) {
        List<CompletableFuture<Void>> steps = new ArrayList<>();
        for (Stand stand : stands) {
            steps.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            step.accept(stand);
                        } catch (RuntimeException | AssertionError e) {
                            throw new AssertionError(stand + ": " + e.getMessage(), e);
                        }
                    },
                    drivers));
        }
        CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new)).join();
    }

    private void requireWhole(Stand stand) {
        lookAtQuarantine(Many.journal(server, stand.engine));
        stand.requireWhole();
    }

    private void pay(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.awaitArrived();
        stand.hold();
        stand.startPaying("2 there");
    }

    /** Who pays stands there, too. */
    private void payUnheard(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.call(Desk.class, "pay", stand.engine, stand.topic, "2 there", 1, 0);
    }

    /** Nothing was sent to Kafka before. */
    private void payAtFirst(Stand stand) {
        stand.topic.create();
        stand.hold();
        stand.pay("1 before");
    }

    private void send(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.call(Desk.class, "send", stand.engine, stand.topic, "2 there");
        if (!stand.isBefore()) {
            stand.commits("2 there");
        }
    }

    private void payMuch(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.call(Desk.class, "pay", stand.engine, stand.topic, "2 there", 3, 50_000);
    }

    /** Nobody waits for a rollback to be noted. */
    private void declineMuch(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.startDeclining("2 there", 3, 50_000);
    }

    /** What waits for its topic is committed, and has no partition. */
    private void createTopicLate(Stand stand) {
        stand.pay("1 before");
        stand.hold();
        stand.topic.create();
    }

    /** The transaction manager, answered that an operator has decided, has the branch forgotten. */
    private void decideByHand(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        Undecided branch = prepare(stand, "2 there");
        branch.decide(stand.app(), stand.engine, /* commit= */ true);
        stand.letOn("AFTER_PREPARE");
    }

    private void release(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        Undecided branch = prepare(stand, "2 undecided");
        stand.send("3 behind");
        stand.hold();
        stand.call(Operator.class, "decide", stand.engine, branch.xid(), "release");
    }

    private static Undecided prepare(Stand stand, String text) {
        stand.holdCaller("AFTER_PREPARE");
        stand.startPaying(text);
        stand.awaitCaller("AFTER_PREPARE");
        return Undecided.of(stand.app(), stand.engine).get(0);
    }

    /** It is committed before anybody can know that its topic does not take it. */
    private void payTooLarge(Stand stand) {
        stand.payTooLarge("1 too large");
        stand.topic.create(Map.of(LIMIT, "2000"));
    }

    private void park(Stand stand) {
        stand.hold();
        payTooLarge(stand);
        stand.startPaying("2 behind");
    }

    private void payTooLargeUntilParked(Stand stand) {
        payTooLarge(stand);
        stand.awaitParked();
        stand.pay("2 behind");
    }

    private void retry(Stand stand) {
        payTooLargeUntilParked(stand);
        raiseLimit(stand);
        stand.awaitArrived();
        stand.hold();
        stand.call(Operator.class, "retry", stand.engine, stand.topic);
        stand.comesLate("1 too large");
        if (stand.isBefore()) {
            stand.onReturn(() -> {
                assertThat(stand.parked()).isEqualTo(1);
                stand.app().call(Operator.class, "retry", stand.engine, stand.topic);
            });
        }
    }

    private void drop(Stand stand) {
        payTooLargeUntilParked(stand);
        stand.hold();
        stand.call(Operator.class, "drop", stand.engine, stand.topic, "a test says so");
        stand.isGone("1 too large");
        if (stand.isBefore()) {
            stand.onReturn(() -> {
                assertThat(stand.parked()).isEqualTo(1);
                stand.app().call(Operator.class, "drop", stand.engine, stand.topic, "a test says so");
            });
        }
    }

    private static void raiseLimit(Stand stand) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, stand.topic.name());
        ConfigEntry entry = new ConfigEntry(LIMIT, "100000");
        try (Admin admin = Bed.kafka().admin()) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            Await.until("the broker knows the limit", PATIENCE, () -> {
                Config known = admin.describeConfigs(List.of(topic)).all().get().get(topic);
                return known != null && entry.value().equals(known.get(LIMIT).value());
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void observe(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.call(Desk.class, "observe", stand.engine, stand.point);
    }

    private void payObserved(Stand stand) {
        stand.app().call(Desk.class, "observe", stand.engine, stand.point);
        pay(stand);
    }

    private void endObservation(Stand stand) {
        stand.topic.create();
        stand.app().call(Desk.class, "observe", stand.engine, stand.point);
        stand.pay("1 before");
        stand.hold();
        stand.call(Desk.class, "endObservation", stand.engine, stand.point);
    }

    /** The topic is made anew with a partition less. */
    private void map(Stand stand) {
        Topic wider = new Topic(Bed.kafka(), stand.topic.name(), 2);
        wider.create();
        String mark = Topic.newMark();
        for (int partition = 0; partition < wider.partitions(); partition++) {
            stand.app().call(Desk.class, "sendTo", stand.engine, wider, partition, mark);
        }
        wider.readUntil(mark);
        stand.awaitDelivered();
        delete(wider);
        stand.topic.create();
        stand.app().call(Desk.class, "sendTo", stand.engine, stand.topic, 1, "1 to a lost partition");
        stand.commits("1 to a lost partition");
        stand.hold();
        stand.call(() -> mapWhenLost(stand));
        stand.onReturn(() -> {
            if (stand.isBefore()) {
                mapWhenLost(stand);
            }
            stand.awaitArrived("1 to a lost partition");
        });
    }

    private static void mapWhenLost(Stand stand) {
        List<UncheckedIOException> unanswered = new ArrayList<>();
        Await.until("it is known to be lost", PATIENCE, () -> {
            try {
                stand.app().call(Operator.class, "map", stand.engine, stand.topic, 1, 0);
                return true;
            } catch (App.CallFailedException e) {
                return false;
            } catch (UncheckedIOException e) {
                return unanswered.add(e);
            }
        });
        if (!unanswered.isEmpty()) {
            throw unanswered.get(0);
        }
    }

    private static void delete(Topic topic) {
        try (Admin admin = topic.kafka().admin()) {
            admin.deleteTopics(List.of(topic.name())).all().get();
            Await.until(
                    "it is gone",
                    PATIENCE,
                    () -> !admin.listTopics().names().get().contains(topic.name()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fill(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.hold();
        stand.fillUntilHeld();
    }

    /** What is parked lives on in the oldest segment. */
    private void fillBehindParked(Stand stand) {
        payTooLargeUntilParked(stand);
        stand.hold();
        stand.fillUntilHeld();
    }

    /** A segment without anything alive is lost, so the journal fails, and is opened again. */
    private void loseASegment(Stand stand) {
        stand.topic.create();
        stand.pay("1 before");
        stand.fill();
        stand.awaitDelivered();
        stand.hold();
        List<Path> segments = files(Many.journal(server, stand.engine), "segment-*.journal");
        delete(segments.get(segments.size() - 2));
    }

    private static void lookAtQuarantine(Path journal) {
        files(journal, "quarantined-*").forEach(EveryHaltPointIT::delete);
    }

    private static List<Path> files(Path directory, String glob) {
        List<Path> found = new ArrayList<>();
        try (var all = Files.newDirectoryStream(directory, glob)) {
            all.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().sorted().toList();
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
