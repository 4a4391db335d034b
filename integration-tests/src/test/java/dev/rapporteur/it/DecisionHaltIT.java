package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.app.Plug;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Ledger;
import dev.rapporteur.it.bed.LedgerDatabase;
import dev.rapporteur.it.bed.Recovery;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.it.decided.Entries;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plug pulled where the database decides. After the restart it is asked, and what it says counts. */
class DecisionHaltIT {

    private static final int HALTED = 137;
    private static final Duration END = Duration.ofSeconds(30);

    private final WildFlyServer server = Ledger.server();
    private final LedgerDatabase database = Ledger.database();

    @ParameterizedTest(name = "{0} by {1}: committed is {2}")
    @CsvSource({
        "AFTER_PROOF,              table,",
        "BEFORE_PENDING,           transaction-id,",
        "AFTER_PENDING,            table,",
        "AFTER_PENDING,            transaction-id,",
        "BEFORE_DATABASE_DECISION, table,          2 halted",
        "BEFORE_DATABASE_DECISION, transaction-id, 2 halted",
        "AFTER_DATABASE_DECISION,  table,          2 halted",
    })
    void shouldReportWhatTheDatabaseCommittedAfterAHalt(String point, String definition, @Nullable String committed) {
        App app = Ledger.app(definition);
        Topic topic = Topic.create(Bed.kafka(), point, 1);
        app.call(Payments.class, "pay", topic, "1 before");
        new Recovery(server, app).awaitNothingLeft();

        app.call(Plug.class, "pullAt", point);
        payUntilTheEnd(app, topic);
        assertThat(server.waitForExit(END)).isEqualTo(HALTED);
        server.start();
        app.call(Payments.class, "pay", topic, "3 after");

        List<String> expected =
                committed == null ? List.of("1 before", "3 after") : List.of("1 before", committed, "3 after");
        assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactlyElementsOf(expected);
        assertThat(app.call(Rows.class, "lines", topic)).isEqualTo(String.join("\n", expected));
        new Recovery(server, app).awaitNothingLeft();
    }

    /** The answer may come first: the database is asked when the transaction has ended. */
    private static void payUntilTheEnd(App app, Topic topic) {
        try {
            app.call(Payments.class, "pay", topic, "2 halted");
        } catch (UncheckedIOException e) {
            // The server has ended.
        }
    }

    @Test
    void shouldWaitForACommitThatStillRunsWhenTheServerIsBack() {
        Map<String, Topic> topics = new HashMap<>();
        Map<String, CompletableFuture<String>> payments = new HashMap<>();
        for (String definition : List.of(Ledger.BY_TABLE, Ledger.BY_TRANSACTION_ID)) {
            Topic topic = Topic.create(Bed.kafka(), "running", 1);
            App app = Ledger.app(definition);
            topics.put(definition, topic);
            payments.put(
                    definition,
                    CompletableFuture.supplyAsync(() ->
                            app.call(Entries.class, "payAfter", topic, "running", LedgerDatabase.COMMIT_SILENTLY)));
        }
        database.awaitSilentCommits(topics.size());

        server.kill();
        payments.values().forEach(payment -> assertThatThrownBy(payment::join).isInstanceOf(CompletionException.class));
        server.start();
        topics.forEach((definition, topic) -> {
            App app = Ledger.app(definition);
            assertThat(new Recovery(server, app).branchesPrepared()).isEqualTo(topics.size());
            assertThat(app.call(Rows.class, "lines", topic)).isEmpty();
        });
        database.cutSilentCommits();

        topics.forEach((definition, topic) -> {
            App app = Ledger.app(definition);
            assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactly("running");
            assertThat(app.call(Rows.class, "lines", topic)).isEqualTo("running");
        });
    }
}
