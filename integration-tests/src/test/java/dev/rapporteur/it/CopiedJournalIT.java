package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.HaltPoints;
import dev.rapporteur.it.bed.Recovery;
import dev.rapporteur.it.bed.Servers;
import dev.rapporteur.it.bed.Statistics;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.disk.FileTree;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A dead server's journals, copied to another server: whoever starts first, the copy is held, and nothing of either is lost; an operator
 * may send it.
 */
class CopiedJournalIT {

    private static final String ORIGINAL = "original";
    private static final String COPY = "copy";

    /** What docs/recovery.md has an operator do with a copy that is to go on although its original went on after it. */
    private static final List<String> AS_THE_ONLY_ONE = List.of(
            "/system-property=rapporteur.copiedJournal:add(value=SEND)",
            "/system-property=rapporteur.progressTopic:add(value=progress-of-the-copy)",
            "/system-property=rapporteur.onMissingMarker:add(value=RESEND)");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WildFlyServer original = server(ORIGINAL);
    private final WildFlyServer copy = server(COPY);
    private final App app = App.on(original, ORIGINAL);

    private static WildFlyServer server(String name) {
        Path directory = Bed.directory(name);
        WildFlyServer server = Servers.in(directory, name, Bed.kafka())
                .systemProperty("rapporteur.haltPoints", "true")
                .create();
        server.configure(Servers.setUp(Archives.rar(), Archives.write(Archives.war(name + ".war"), directory)));
        return server;
    }

    @AfterEach
    void end() {
        copy.close();
        original.close();
    }

    @Test
    void shouldHoldACopyWhetherItStartsBeforeOrAfterItsOriginal() {
        Topic topic = Topic.create(Bed.kafka(), "copied", 1);
        original.start();
        app.call(Payments.class, "pay", topic, "1 before");
        HaltPoints.kill(
                original, app, "AFTER_COMMIT", () -> app.call(Payments.class, "pay", topic, "2 in the journal"));
        FileTree.copy(Servers.journals(original), Servers.journals(copy));

        copy.start();
        App ofCopy = App.on(copy, COPY);
        ofCopy.call(Payments.class, "pay", topic, "of the copy");
        long waiting = assertHeld();

        original.start();
        new Recovery(original, app).awaitNothingLeft();
        app.call(Payments.class, "pay", topic, "3 after");
        assertArrived(topic);

        copy.kill();
        copy.start();
        assertThat(assertHeld()).isEqualTo(waiting);
        assertArrived(topic);

        original.kill();
        copy.stop();
        copy.configure(AS_THE_ONLY_ONE);
        copy.start();
        assertAllArrived(topic, ofCopy);
    }

    /** @return how many reports it keeps */
    private long assertHeld() {
        String held = Await.value("the copy says that it is held", PATIENCE, () -> {
            String said = Statistics.of(copy).get("Held").asText();
            return said.isEmpty() ? null : said;
        });
        assertThat(held).contains("was copied or restored", "copiedJournal=SEND");
        long waiting = Statistics.of(copy).get("ReportsWaiting").asLong();
        assertThat(waiting).isPositive();
        return waiting;
    }

    /** What both had may come again, under the same id; nothing of either is missing. */
    private static void assertAllArrived(Topic topic, App ofCopy) {
        Map<String, String> payloads = new LinkedHashMap<>();
        topic.arrived(ofCopy).forEach(arrival -> payloads.putIfAbsent(arrival.id(), arrival.payload()));
        assertThat(payloads.values()).containsExactly("1 before", "2 in the journal", "3 after", "of the copy");
    }

    private void assertArrived(Topic topic) {
        assertThat(topic.arrived(app))
                .extracting(Arrival::payload)
                .containsExactly("1 before", "2 in the journal", "3 after");
    }
}
