package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Demarcated;
import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Topic;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rolls back leaves nothing: no report, no row; what commits beside it arrives. */
@ArquillianTest
class RollbackIT {

    private final App app = App.on(Bed.server(), "rollback");

    @Deployment(testable = false)
    static WebArchive application() {
        return Archives.war("rollback.war");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "decline,       declined on purpose",
        "declineReport, declined on purpose",
    })
    void shouldDeliverNothingWhenAnExceptionRollsBack(String way, String failure) {
        Topic topic = Topic.create(Bed.kafka(), way, 1);

        assertThatThrownBy(() -> app.call(Payments.class, way, topic, "declined"))
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
    void shouldDeliverNothingWhenTheCommitIsRefused(String way, String failure) {
        Topic topic = Topic.create(Bed.kafka(), way, 1);

        assertThatThrownBy(() -> app.call(Demarcated.class, way, topic)).hasMessageContaining(failure);

        assertNothingOf(topic);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "sendAfterMark,        is marked for rollback",
        "sendAfterTimeout,     perhaps because its time is up: it takes no more reports",
        "sendOnlyAfterTimeout, perhaps because its time is up: it takes no more reports",
    })
    void shouldRefuseToSendInATransactionThatIsOver(String way, String message) {
        Topic topic = Topic.create(Bed.kafka(), way, 1);

        assertThatThrownBy(() -> app.call(Demarcated.class, way, topic))
                .hasMessageContaining("TransactionStateException")
                .hasMessageContaining(message);

        assertNothingOf(topic);
    }

    @Test
    void shouldDeliverTheCommittedAmongTheRolledBackInTheirOrder() {
        Topic topic = Topic.create(Bed.kafka(), "mixed", 1);

        for (int i = 0; i < 8; i++) {
            String way = i % 2 == 0 ? "pay" : "decline";
            try {
                app.call(Payments.class, way, topic, i);
            } catch (App.CallFailedException e) {
                assertThat(way).isEqualTo("decline");
            }
        }

        assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactly("0", "2", "4", "6");
        assertThat(app.call(Rows.class, "lines", topic)).isEqualTo("0\n2\n4\n6");
    }

    private void assertNothingOf(Topic topic) {
        assertThat(topic.arrived(app)).isEmpty();
        assertThat(app.call(Rows.class, "lines", topic)).isEmpty();
        assertThat(app.call(Rows.class, "inDoubt")).isEqualTo("0");
    }
}
