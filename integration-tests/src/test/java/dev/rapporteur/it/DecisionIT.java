package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Cause;
import dev.rapporteur.it.app.Completing;
import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Ledger;
import dev.rapporteur.it.bed.LedgerDatabase;
import dev.rapporteur.it.bed.Load;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.it.decided.Entries;
import dev.rapporteur.it.decided.Skewed;
import dev.rapporteur.testkit.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The database decides: what it has committed is reported, once each, and nothing else, whatever the server was told. */
class DecisionIT {

    /** Its proof is a row. */
    @Nested
    class ByTable extends Decided {

        ByTable() {
            super(Ledger.BY_TABLE);
        }
    }

    /** Its proof is the transaction's id. */
    @Nested
    class ByTransactionId extends Decided {

        ByTransactionId() {
            super(Ledger.BY_TRANSACTION_ID);
        }
    }

    abstract static class Decided implements Styles, Rollbacks {

        private static final int CLIENTS = 4;
        private static final int PAYMENTS = 100;
        private static final Duration PATIENCE = Duration.ofSeconds(30);

        private final App app;
        private final LedgerDatabase database = Ledger.database();

        Decided(String definition) {
            this.app = Ledger.app(definition);
        }

        @Override
        public App app() {
            return app;
        }

        @ParameterizedTest(name = "{0}: {1}")
        @CsvSource({
            "post,        flushed,        flushed",
            "sendAndPost, sent | flushed, flushed",
            "postAndSend, sent | flushed, flushed",
        })
        void shouldReportWhatIsFlushedAtCompletion(String way, String texts, String row) {
            Topic topic = Topic.create(Bed.kafka(), way, 1);

            app.call(Entries.class, way, topic);

            assertThat(topic.arrived(app))
                    .extracting(Arrival::payload)
                    .containsExactlyElementsOf(Arrays.asList(texts.split(" \\| ")));
            assertThat(app.call(Rows.class, "lines", topic)).isEqualTo(row);
        }

        @Test
        void shouldReportNothingOfEntriesThatAreRolledBack() {
            Topic topic = Topic.create(Bed.kafka(), "entries", 1);

            assertThatThrownBy(() -> app.call(Entries.class, "postAndDecline", topic))
                    .hasMessageContaining(DECLINED);

            assertNothingOf(topic);
        }

        @Test
        void shouldReportOnlyTheFirstWhenTheSecondFailsAtItsCommit() {
            Topic topic = Topic.create(Bed.kafka(), "deferred", 1);
            app.call(Payments.class, "pay", topic, "once");

            assertThatThrownBy(() -> app.call(Payments.class, "pay", topic, "once"))
                    .hasMessageContaining("Exception");

            assertThat(arrived(topic)).containsExactly("once");
            assertThat(app.call(Rows.class, "lines", topic)).isEqualTo("once");
        }

        @Test
        void shouldReportNothingWhenTheConnectionBreaksInACommitThatFails() {
            Topic topic = Topic.create(Bed.kafka(), "cut", 1);

            assertThatThrownBy(() -> app.call(Payments.class, "pay", topic, LedgerDatabase.CUT + "off"))
                    .hasMessageContaining("Exception");

            assertNothingOf(topic);
        }

        @Test
        void shouldReportWhatIsCommittedWhenTheConnectionBreaksInTheCommit() {
            Topic topic = Topic.create(Bed.kafka(), "silent", 1);

            CompletableFuture<String> payment = CompletableFuture.supplyAsync(
                    () -> app.call(Entries.class, "payAfter", topic, "silent", LedgerDatabase.COMMIT_SILENTLY));
            database.awaitSilentCommits(1);
            database.cutSilentCommits();

            assertThatThrownBy(payment::join).hasMessageContaining("Exception");
            assertThat(arrived(topic)).containsExactly("silent");
            assertThat(app.call(Rows.class, "lines", topic)).isEqualTo("silent");
        }

        @Test
        void shouldReportOnlyTheWinnerWhenTheOtherCantBeSerializedAtItsCommit() {
            Topic topic = Topic.create(Bed.kafka(), "skewed", 1);

            CompletableFuture<String> winner =
                    CompletableFuture.supplyAsync(() -> app.call(Skewed.class, "win", topic));

            assertThatThrownBy(() -> app.call(Skewed.class, "lose", topic))
                    .hasMessageContaining("RollbackException")
                    .hasMessageNotContaining("gave no proof");
            winner.join();
            assertThat(arrived(topic)).containsExactly("winner");
            assertThat(app.call(Rows.class, "lines", topic)).isEqualTo("winner");
        }

        @Test
        void shouldDeliverTheFirstOnesReportsFirstAlthoughItsEndIsToldLater() {
            Topic topic = Topic.create(Bed.kafka(), "cause", 1);

            CompletableFuture<String> first =
                    CompletableFuture.supplyAsync(() -> app.call(Cause.class, "first", topic));
            Await.until(
                    "the first one's row can be seen",
                    PATIENCE,
                    () -> app.call(Rows.class, "lines", topic).equals("first"));
            app.call(Cause.class, "second", topic);
            assertThat(first).isNotDone();

            assertThat(arrived(topic)).containsExactly("first", "second");
            app.call(Cause.class, "openGate");
            first.join();
        }

        @Test
        void shouldReportWhatIsCommittedAlthoughItsEndIsNotTold() {
            Topic topic = Topic.create(Bed.kafka(), "untold", 1);

            app.call(Completing.class, "breaksOffAfterwards", topic);

            assertThat(arrived(topic)).containsExactly("untold");
            assertThat(app.call(Rows.class, "lines", topic)).isEqualTo("untold");
        }

        @Test
        void shouldReportExactlyTheCommittedOnesOfManyClients() {
            Topic topic = Topic.create(Bed.kafka(), "many", 1);

            Set<String> acknowledged;
            try (Load load = Load.start(app, topic, CLIENTS)) {
                load.awaitAcknowledged(PAYMENTS);
                acknowledged = load.stop();
            }

            Collection<String> rows =
                    app.call(Rows.class, "lines", topic).lines().toList();
            assertThat(rows).containsAll(acknowledged);
            assertThat(arrived(topic)).containsExactlyInAnyOrderElementsOf(rows);
        }

        private List<String> arrived(Topic topic) {
            return topic.arrived(app).stream()
                    .map(Arrival::payload)
                    .map(String::valueOf)
                    .toList();
        }
    }
}
