package dev.rapporteur.it;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.HaltPoints;
import dev.rapporteur.it.bed.Many;
import dev.rapporteur.it.bed.Recovery;
import dev.rapporteur.it.bed.Servers;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The server dies while an engine stands before, and then after each kind of frame, at each step of a Kafka transaction, and at each
 * step by which the next life finds out what came of that. There is an engine for each kind, so that two deaths show all.
 */
class EveryHaltPointIT {

    private static final String BEFORE = "BEFORE_FRAME:";
    private static final String AFTER = "AFTER_FRAME:";
    private static final int AT_ONCE = 8;

    /** Engines by the point where one stands first, and the one where it stands from the next start on. */
    private static final Map<String, String> KAFKA = Map.of(
            "BEFORE_MARKERS", "BEFORE_FENCING",
            "BEFORE_KAFKA_COMMIT", "AFTER_FENCING",
            "AFTER_KAFKA_COMMIT", "AFTER_MARKERS_READ",
            "BEFORE_DELIVERED", "BEFORE_DELIVERED");

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
        FrameWays.BY_KIND.forEach((kind, way) -> first.put(stand(kind, BEFORE + kind), way));
        KAFKA.forEach((engine, later) -> first.put(stand(engine, engine), FrameWays::pay));
        drive(first);
        die(first.keySet());

        Map<Stand, Consumer<Stand>> second = new HashMap<>();
        FrameWays.BY_KIND.forEach((kind, way) -> second.put(stand(kind, AFTER + kind), way));
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

    private static Map<String, Map<String, String>> definitions() {
        return Stream.concat(FrameWays.BY_KIND.keySet().stream(), KAFKA.keySet().stream())
                .collect(toMap(name -> name, FrameWays::settings));
    }

    private Set<String> driven() {
        return Stream.of(
                        FrameWays.BY_KIND.keySet().stream().flatMap(kind -> Stream.of(BEFORE + kind, AFTER + kind)),
                        KAFKA.keySet().stream(),
                        KAFKA.values().stream(),
                        ELSEWHERE.stream(),
                        Stream.of(HaltIT.Place.values()).map(Enum::name))
                .flatMap(names -> names)
                .collect(Collectors.toSet());
    }

    private Stand stand(String engine, String point) {
        return new Stand(engine, point, Servers.journals(server).resolve(engine), app, points, clients);
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
        FrameWays.takeQuarantinedAway(stand);
        stand.requireWhole();
    }
}
