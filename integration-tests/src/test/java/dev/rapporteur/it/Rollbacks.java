package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Completing;
import dev.rapporteur.it.app.Demarcated;
import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rolls back leaves nothing, whoever decides: no report, no row; what commits beside it arrives. */
interface Rollbacks {

    /** The application under test. */
    App app();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "decline,       declined on purpose",
        "declineReport, declined on purpose",
    })
    default void shouldDeliverNothingWhenAnExceptionRollsBack(String way, String failure) {
        Topic topic = Topic.create(Bed.kafka(), way, 1);

        assertThatThrownBy(() -> app().call(Payments.class, way, topic, "declined"))
                .hasMessageContaining(failure);

        assertNothingOf(topic);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "markForRollback,            RollbackException",
        "overrun,                    RollbackException",
        "refusedByAnEarlierResource, RollbackException",
        "refusedByALaterResource,    RollbackException",
    })
    default void shouldDeliverNothingWhenTheCommitIsRefused(String way, String failure) {
        Topic topic = Topic.create(Bed.kafka(), way, 1);

        assertThatThrownBy(() -> app().call(Demarcated.class, way, topic)).hasMessageContaining(failure);

        assertNothingOf(topic);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"marks", "fails", "overruns", "overrunsFirst"})
    default void shouldDeliverNothingWhenASynchronizationPreventsTheCommit(String way) {
        Topic topic = Topic.create(Bed.kafka(), way, 1);

        assertThatThrownBy(() -> app().call(Completing.class, way, topic)).hasMessageContaining("RollbackException");

        assertNothingOf(topic);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "sendAfterMark,        is marked for rollback",
        "sendAfterTimeout,     'perhaps because its time is up, or since something in it failed before, whose exception says more:"
                + " it takes no more reports'",
        "sendOnlyAfterTimeout, 'perhaps because its time is up, or since something in it failed before, whose exception says more:"
                + " it takes no more reports'",
    })
    default void shouldRefuseToSendInATransactionThatIsOver(String way, String message) {
        Topic topic = Topic.create(Bed.kafka(), way, 1);

        assertThatThrownBy(() -> app().call(Demarcated.class, way, topic))
                .hasMessageContaining("TransactionStateException")
                .hasMessageContaining(message);

        assertNothingOf(topic);
    }

    @Test
    default void shouldDeliverTheCommittedAmongTheRolledBackInTheirOrder() {
        Topic topic = Topic.create(Bed.kafka(), "mixed", 1);

        for (int i = 0; i < 8; i++) {
            String way = i % 2 == 0 ? "pay" : "decline";
            try {
                app().call(Payments.class, way, topic, i);
            } catch (App.CallFailedException e) {
                assertThat(way).isEqualTo("decline");
            }
        }

        assertThat(topic.arrived(app())).extracting(Arrival::payload).containsExactly("0", "2", "4", "6");
        assertThat(app().call(Rows.class, "lines", topic)).isEqualTo("0\n2\n4\n6");
    }

    /** No report, no row, nothing in doubt. */
    default void assertNothingOf(Topic topic) {
        assertThat(topic.arrived(app())).isEmpty();
        assertThat(app().call(Rows.class, "lines", topic)).isEmpty();
        assertThat(app().call(Rows.class, "inDoubt")).isEqualTo("0");
    }
}
