package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Diagnosis;
import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.HaltPoints;
import dev.rapporteur.it.bed.Load;
import dev.rapporteur.it.bed.Mortal;
import dev.rapporteur.it.bed.Recovery;
import dev.rapporteur.it.bed.Servers;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The adapter taken away and brought back: under load, and while the transaction manager wants to recover. */
class RedeployIT {

    private static final String RAR = "rapporteur.rar";
    private static final String WAR = "mortal.war";
    private static final int TIMES = Integer.getInteger("redeploy.times", 4);
    private static final int CLIENTS = 3;
    /** Two passes over two connection definitions. */
    private static final int ASKED = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WildFlyServer server = Mortal.server();
    private final App app = Mortal.app();

    @Test
    void shouldDeliverOnceAndLeakNothingWhenRedeployedUnderLoad() {
        Topic topic = Topic.create(Bed.kafka(), "redeploy", 2);
        awaitAnswer();
        // Kafka's clients start their threads with the first delivery.
        assertThat(topic.arrived(app)).isEmpty();
        int threads = threads();

        Set<String> acknowledged;
        try (Load load = Load.start(app, topic, CLIENTS)) {
            for (int i = 0; i < TIMES; i++) {
                load.awaitAcknowledged(CLIENTS);
                redeploy(RAR);
            }
            load.awaitAcknowledged(CLIENTS);
            acknowledged = load.stop();
        }

        List<String> arrived = topic.arrived(app).stream()
                .map(Arrival::payload)
                .map(String::valueOf)
                .toList();
        assertThat(arrived).containsAll(acknowledged).doesNotHaveDuplicates();
        assertThat(arrived).noneMatch(text -> text.startsWith(Load.DECLINED));
        Set<String> rows = app.call(Rows.class, "lines", topic).lines().collect(Collectors.toSet());
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(rows);
        Await.until("no more threads than before", PATIENCE, () -> threads() <= threads);
        Await.until(
                "one class loader and the engines of two definitions",
                PATIENCE,
                () -> app.call(Diagnosis.class, "engines").equals("2")
                        && app.call(Diagnosis.class, "classLoaders").equals("1"));
    }

    @Test
    void shouldForgetNothingWhenRecoveryComesWhileTheJournalCantBeOpened() throws IOException {
        Topic topic = Topic.create(Bed.kafka(), "closed", 1);
        awaitAnswer();
        HaltPoints.kill(server, app, "BEFORE_COMMIT", () -> app.call(Payments.class, "pay", topic, "decided"));
        Path journal = Servers.journals(server).resolve("rapporteur");
        Path aside = journal.resolveSibling("aside");
        Files.move(journal, aside);
        Files.createFile(journal);

        server.start();
        Recovery recovery = new Recovery(server, app);
        recovery.awaitRefusals(ASKED);
        int logged = recovery.loggedTransactions();
        Files.delete(journal);
        Files.move(aside, journal);
        redeploy(RAR);
        redeploy(WAR);

        assertThat(logged).isEqualTo(1);
        recovery.awaitNothingLeft();
        assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactly("decided");
        assertThat(app.call(Rows.class, "lines", topic)).isEqualTo("decided");
    }

    @Test
    void shouldNameTheAdapterWhenAnApplicationIsDeployedWithoutIt() {
        awaitAnswer();
        Path war = Archives.write(Archives.war("lonely.war"), Bed.directory("mortal"));
        server.undeploy(WAR);
        server.undeploy(RAR);
        try {
            assertThatThrownBy(() -> server.deploy(war))
                    .isInstanceOf(Management.RefusedException.class)
                    .hasMessageContaining("deployment.rapporteur.rar");
        } finally {
            server.deploy(Archives.rar());
            server.deploy(Bed.directory("mortal").resolve(WAR));
        }
    }

    private int threads() {
        return Integer.parseInt(app.call(Diagnosis.class, "threads"));
    }

    private void redeploy(String deployment) {
        server.management().execute(Management.operation("redeploy", "/deployment=" + deployment));
    }

    private void awaitAnswer() {
        Await.until(
                "the application answers",
                PATIENCE,
                () -> !app.call(Diagnosis.class, "threads").isEmpty());
    }
}
