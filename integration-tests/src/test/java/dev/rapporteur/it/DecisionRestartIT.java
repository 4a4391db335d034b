package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.HaltPoints;
import dev.rapporteur.it.bed.Ledger;
import dev.rapporteur.it.bed.LedgerDatabase;
import dev.rapporteur.it.bed.Recovery;
import dev.rapporteur.it.bed.Statistics;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.it.bed.Undecided;
import dev.rapporteur.it.decided.Entries;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the database has to decide is kept while the database is away, and while the adapter is, and if another decides from then on. */
class DecisionRestartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ADAPTER = "/subsystem=resource-adapters/resource-adapter=rapporteur.rar";
    private static final String DECISION =
            ADAPTER + "/connection-definitions=" + Ledger.BY_TABLE + "/config-properties=decision";

    private final WildFlyServer server = Ledger.server();
    private final LedgerDatabase database = Ledger.database();
    private final App app = Ledger.app(Ledger.BY_TABLE);

    @AfterEach
    void bringBackWhatOthersNeed() {
        database.start();
        if (!server.isRunning()) {
            server.start();
        }
        setDecision("DATABASE");
    }

    @Test
    void shouldStartWhileTheDatabaseIsAwayAndGoOnByItselfWhenItIsBack() {
        Topic topic = Topic.create(Bed.kafka(), "away", 1);
        CompletableFuture<String> committed = payWithoutAnAnswer(app, topic, "1 committed");
        database.awaitSilentCommits(1);
        dieAt("AFTER_PENDING", topic, "2 rolled back");
        assertThatThrownBy(committed::join).isInstanceOf(CompletionException.class);
        database.cutSilentCommits();
        database.kill();

        server.start();

        assertThat(Undecided.of(app, Ledger.BY_TABLE))
                .hasSize(2)
                .allMatch(branch -> branch.proof().startsWith("TABLE "));
        assertThat(Statistics.of(server).get("Held").asText())
                .contains("2 transactions wait for their database to decide")
                .contains("The database behind \"java:/jdbc/ledger\" has not been reached since the adapter started");
        assertThatThrownBy(() -> app.call(Payments.class, "report", topic, "refused"))
                .hasMessageContaining("has not been reached since the adapter started")
                .hasMessageContaining("it is tried by itself");

        database.start();

        Await.until(
                "the database is reached",
                PATIENCE,
                () -> Statistics.of(server).get("Held").asText().isEmpty());
        app.call(Payments.class, "pay", topic, "3 after");
        assertArrived(topic, "1 committed", "3 after");
    }

    @Test
    void shouldDecideWhatIsPendingWhenTheAdapterIsDeployedAnew() {
        Map<String, Topic> topics = new HashMap<>();
        Map<String, CompletableFuture<String>> payments = new HashMap<>();
        for (String definition : List.of(Ledger.BY_TABLE, Ledger.BY_TRANSACTION_ID)) {
            Topic topic = Topic.create(Bed.kafka(), "anew", 1);
            topics.put(definition, topic);
            payments.put(definition, payWithoutAnAnswer(Ledger.app(definition), topic, "pending"));
        }
        database.awaitSilentCommits(topics.size());

        server.management().execute(Management.operation("redeploy", "/deployment=rapporteur.rar"));
        assertThat(new Recovery(server, app).branchesPrepared()).isEqualTo(topics.size());
        database.cutSilentCommits();

        topics.forEach((definition, topic) -> {
            App deployed = Ledger.app(definition);
            assertThat(topic.arrived(deployed)).extracting(Arrival::payload).containsExactly("pending");
        });
        payments.values().forEach(payment -> assertThatThrownBy(payment::join).isInstanceOf(CompletionException.class));
    }

    @Test
    void shouldDecideWhatIsPendingWhenAnotherDecidesFromNowOn() {
        Topic topic = Topic.create(Bed.kafka(), "another", 1);
        CompletableFuture<String> committed = payWithoutAnAnswer(app, topic, "1 by the database");
        database.awaitSilentCommits(1);
        setDecision("XA");
        dieAt("AFTER_PENDING", topic, "2 rolled back");
        assertThatThrownBy(committed::join).isInstanceOf(CompletionException.class);
        server.start();
        database.cutSilentCommits();
        app.call(Payments.class, "pay", topic, "3 by the transaction manager");
        assertArrived(topic, "1 by the database", "3 by the transaction manager");

        setDecision("DATABASE");
        dieAt("BEFORE_COMMIT", topic, "4 by its recovery");
        server.start();
        app.call(Payments.class, "pay", topic, "5 by the database");

        assertArrived(
                topic, "1 by the database", "3 by the transaction manager", "4 by its recovery", "5 by the database");
        new Recovery(server, app).awaitNothingLeft();
    }

    /** It commits, and stays without an answer until it is cut. */
    private static CompletableFuture<String> payWithoutAnAnswer(App app, Topic topic, String text) {
        return CompletableFuture.supplyAsync(
                () -> app.call(Entries.class, "payAfter", topic, text, LedgerDatabase.COMMIT_SILENTLY));
    }

    private void dieAt(String point, Topic topic, String text) {
        HaltPoints.kill(server, app, point, () -> app.call(Payments.class, "pay", topic, text));
    }

    /** For the server's next start. */
    private void setDecision(String decider) {
        server.management().execute(Management.operation("remove", DECISION));
        server.management().execute(Management.operation("add", DECISION).put("value", decider));
    }

    private void assertArrived(Topic topic, String... texts) {
        assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactly(texts);
        assertThat(app.call(Rows.class, "lines", topic)).isEqualTo(String.join("\n", texts));
    }
}
