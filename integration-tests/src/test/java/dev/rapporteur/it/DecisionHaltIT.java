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
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.it.bed.Undecided;
import dev.rapporteur.it.decided.Entries;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The server, the database, or both die where the database decides. When they are back it is asked, and what it says counts.
 *
 * <p>So that few restarts show much, transactions of both proofs stand at all points of the way at once when that happens.
 */
class DecisionHaltIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> DEFINITIONS = List.of(Ledger.BY_TABLE, Ledger.BY_TRANSACTION_ID);

    private final WildFlyServer server = Ledger.server();
    private final LedgerDatabase database = Ledger.database();
    private final App app = Ledger.app(Ledger.BY_TABLE);
    private final Map<String, Topic> topics = new HashMap<>();
    private final HaltPoints points = new HaltPoints(app);
    private final List<CompletableFuture<String>> payments = new ArrayList<>();
    private final ExecutorService clients = Executors.newCachedThreadPool();

    /** What dies while the server's threads stand at their points. */
    enum Death {
        SERVER,
        DATABASE,
        BOTH;

        boolean ofServer() {
            return this != DATABASE;
        }

        boolean ofDatabase() {
            return this != SERVER;
        }
    }

    @AfterEach
    void endClients() {
        clients.shutdownNow();
    }

    /**
     * With the database its last unwritten log is lost, so the ids of the transactions that ran are given out anew, and others commit
     * with them. Proof by id leaves these to an operator; for what had committed, the proofs that were taken later vouch.
     */
    @ParameterizedTest(name = "{1} at {0}: {2} for an operator")
    @CsvSource({
        "BEFORE_DATABASE_DECISION, SERVER,   0",
        "AFTER_WRITE,              SERVER,   0",
        "AFTER_DATABASE_DECISION,  SERVER,   0",
        "BEFORE_DATABASE_DECISION, DATABASE, 3",
        "AFTER_WRITE,              DATABASE, 3",
        "AFTER_DATABASE_DECISION,  DATABASE, 3",
        "BEFORE_DATABASE_DECISION, BOTH,     1",
        "AFTER_WRITE,              BOTH,     1",
        "AFTER_DATABASE_DECISION,  BOTH,     1",
    })
    void shouldReportWhatTheDatabaseCommitted(String decisionAt, Death death, int forOperator) {
        DEFINITIONS.forEach(definition -> topics.put(definition, Topic.create(Bed.kafka(), "halted", 1)));
        pay("1 before");
        awaitNothingLeft();

        payUntil("BEFORE_DATABASE_DECISION", "2 decided");
        payUntil("AFTER_DATABASE_END", "3 committed");
        if (death.ofDatabase()) {
            database.stopBackgroundWriting();
        }
        payUntil("AFTER_PENDING", "4 pending");
        payUntil("BEFORE_PENDING", "5 proved");
        payUntil("AFTER_PROOF", "6 proved");
        Undecided running = last(Undecided.of(app, Ledger.BY_TRANSACTION_ID));
        points.move("BEFORE_DATABASE_DECISION", decisionAt);
        points.await(decisionAt, DEFINITIONS.size());
        strike(death, running.transactionId());

        assertThat(awaitAsked(Ledger.BY_TABLE)).isEmpty();
        List<Undecided> left = awaitAsked(Ledger.BY_TRANSACTION_ID);
        assertThat(left).hasSize(forOperator);
        if (death.ofDatabase()) {
            assertThat(left)
                    .filteredOn(Undecided::proof, running.proof())
                    .singleElement()
                    .extracting(Undecided::reason)
                    .asString()
                    .contains("perhaps as another transaction's", "UndecidedBranches");
        }
        left.forEach(branch -> branch.decide(app, Ledger.BY_TRANSACTION_ID, database.hasRowOf(branch.transactionId())));
        pay("7 after");
        topics.forEach((definition, topic) -> assertThat(topic.arrived(Ledger.app(definition)))
                .as(definition)
                .extracting(Arrival::payload)
                .containsExactly("1 before", "2 decided", "3 committed", "7 after")
                .containsExactlyElementsOf(rows(topic)));
        awaitNothingLeft();
    }

    private void pay(String text) {
        topics.forEach((definition, topic) -> Ledger.app(definition).call(Payments.class, "pay", topic, text));
    }

    /** From now on who reaches this point is held, and a payment by each definition does; those that are held further on stay. */
    private void payUntil(String point, String text) {
        points.hold(point);
        topics.forEach((definition, topic) -> payments.add(CompletableFuture.supplyAsync(
                () -> Ledger.app(definition).call(Payments.class, "pay", topic, text), clients)));
        points.await(point, DEFINITIONS.size());
    }

    private void strike(Death death, long running) {
        if (death.ofDatabase()) {
            database.kill();
        }
        if (death.ofServer()) {
            server.kill();
        }
        if (death.ofDatabase()) {
            database.start();
            assertThat(database.giveOutAnew(running)).isTrue();
        }
        if (death.ofServer()) {
            server.start();
        } else {
            points.letGo();
        }
        payments.forEach(payment -> payment.handle((done, failed) -> done).join());
    }

    /** What is left to an operator, when all else is decided. */
    private List<Undecided> awaitAsked(String definition) {
        return Await.value("the database is asked", PATIENCE, () -> {
            List<Undecided> branches = Undecided.of(app, definition);
            return branches.stream().noneMatch(branch -> branch.reason().isEmpty()) ? branches : null;
        });
    }

    private void awaitNothingLeft() {
        new Recovery(server, app).awaitNothingLeft();
    }

    private List<String> rows(Topic topic) {
        return app.call(Rows.class, "lines", topic).lines().toList();
    }

    private static Undecided last(List<Undecided> branches) {
        return branches.get(branches.size() - 1);
    }

    @Test
    void shouldWaitForACommitThatStillRunsWhenTheServerIsBack() {
        for (String definition : DEFINITIONS) {
            Topic topic = Topic.create(Bed.kafka(), "running", 1);
            App app = Ledger.app(definition);
            topics.put(definition, topic);
            payments.add(CompletableFuture.supplyAsync(
                    () -> app.call(Entries.class, "payAfter", topic, "running", LedgerDatabase.COMMIT_SILENTLY),
                    clients));
        }
        database.awaitSilentCommits(topics.size());

        server.kill();
        payments.forEach(payment -> assertThatThrownBy(payment::join).isInstanceOf(CompletionException.class));
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
