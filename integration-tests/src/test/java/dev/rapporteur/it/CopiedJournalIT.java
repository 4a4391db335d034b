package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.HaltPoints;
import dev.rapporteur.it.bed.Mortal;
import dev.rapporteur.it.bed.Recovery;
import dev.rapporteur.it.bed.Servers;
import dev.rapporteur.it.bed.Statistics;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.disk.FileTree;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A dead server's journals, copied to another server: whoever starts first, the copy is held, and nothing of either is lost. */
class CopiedJournalIT {

    private static final String COPY = "copy";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WildFlyServer original = Mortal.server();
    private final App app = Mortal.app();
    private final Path directory = Bed.directory(COPY);
    private final WildFlyServer copy = Servers.in(directory, COPY, Bed.kafka()).create();

    @AfterEach
    void endTheCopy() {
        copy.close();
        if (!original.isRunning()) {
            original.start();
        }
    }

    @Test
    void shouldHoldACopyWhetherItStartsBeforeOrAfterItsOriginal() {
        Topic topic = Topic.create(Bed.kafka(), "copied", 1);
        app.call(Payments.class, "pay", topic, "1 before");
        HaltPoints.kill(
                original, app, "AFTER_COMMIT", () -> app.call(Payments.class, "pay", topic, "2 in the journal"));
        copy.configure(Servers.setUp(Archives.rar(), Archives.write(Archives.war(COPY + ".war"), directory)));
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

    private void assertArrived(Topic topic) {
        assertThat(topic.arrived(app))
                .extracting(Arrival::payload)
                .containsExactly("1 before", "2 in the journal", "3 after");
    }
}
