package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.HaltPoints;
import dev.rapporteur.it.bed.Mortal;
import dev.rapporteur.it.bed.Recovery;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The plug pulled while a transaction stands at each point of a commit. After the restart the decision counts that the transaction
 * manager had logged, or for want of one, that of the single frame in the journal.
 */
class HaltIT {

    /** Where one stands, how it came there, and whether it must have committed; the furthest first. */
    enum Place {
        AFTER_COMMIT("pay", true),
        BEFORE_COMMIT("pay", true),
        AFTER_PREPARE("pay", false),
        BEFORE_PREPARE("pay", false),
        AFTER_ONE_PHASE("report", true),
        BEFORE_ONE_PHASE("report", false);

        private final String way;
        private final boolean commits;

        Place(String way, boolean commits) {
            this.way = way;
            this.commits = commits;
        }

        boolean hasRow() {
            return way.equals("pay");
        }

        List<String> expected() {
            List<String> texts = new ArrayList<>(List.of("1 before", "3 after"));
            if (commits) {
                texts.add(1, "2 halted");
            }
            return texts;
        }
    }

    private final WildFlyServer server = Mortal.server();
    private final App app = Mortal.app();
    private final Map<Place, Topic> topics = new EnumMap<>(Place.class);
    private final ExecutorService clients = Executors.newCachedThreadPool();

    @AfterEach
    void endClients() {
        clients.shutdownNow();
    }

    @Test
    void shouldHaveRowsAndReportsAsDecidedWhereverTheyStoodWhenTheServerDied() {
        for (Place place : Place.values()) {
            topics.put(place, Topic.create(Bed.kafka(), place.name(), 1));
        }
        topics.forEach((place, topic) -> send(place, topic, "1 before"));

        HaltPoints points = new HaltPoints(app);
        List<CompletableFuture<Void>> halted = new ArrayList<>();
        topics.forEach((place, topic) -> {
            points.hold(place.name());
            halted.add(CompletableFuture.runAsync(() -> send(place, topic, "2 halted"), clients));
            points.await(place.name(), 1);
        });
        server.kill();
        assertThat(halted)
                .allSatisfy(call -> assertThatThrownBy(call::join).hasCauseInstanceOf(UncheckedIOException.class));
        server.start();
        new Recovery(server, app).awaitNothingLeft();

        topics.forEach((place, topic) -> {
            send(place, topic, "3 after");
            assertThat(topic.arrived(app))
                    .as(place.name())
                    .extracting(Arrival::payload)
                    .containsExactlyElementsOf(place.expected());
            if (place.hasRow()) {
                assertThat(app.call(Rows.class, "lines", topic)).isEqualTo(String.join("\n", place.expected()));
            }
        });
    }

    private void send(Place place, Topic topic, String text) {
        app.call(Payments.class, place.way, topic, text);
    }
}
