package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.app.Plug;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Mortal;
import dev.rapporteur.it.bed.Recovery;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The plug pulled at each point of a commit. After the restart the decision counts that the transaction
 * manager had logged, or for want of one, that of the single frame in the journal.
 */
class HaltIT {

    private static final int HALTED = 137;
    private static final Duration END = Duration.ofSeconds(30);

    private final WildFlyServer server = Mortal.server();
    private final App app = Mortal.app();

    @ParameterizedTest(name = "{0} in {1}: the decision is {2}")
    @CsvSource({
        "BEFORE_PREPARE,   pay,    ROLLBACK",
        "AFTER_PREPARE,    pay,    ROLLBACK",
        "BEFORE_COMMIT,    pay,    COMMIT",
        "AFTER_COMMIT,     pay,    COMMIT",
        "BEFORE_ONE_PHASE, report, ROLLBACK",
        "AFTER_ONE_PHASE,  report, COMMIT",
    })
    void shouldHaveRowsAndReportsAsDecidedAfterAHalt(String point, String way, Decision decision) {
        Topic topic = Topic.create(Bed.kafka(), point, 1);
        app.call(Payments.class, way, topic, "1 before");

        app.call(Plug.class, "pullAt", point);
        assertThatThrownBy(() -> app.call(Payments.class, way, topic, "2 halted"))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(server.waitForExit(END)).isEqualTo(HALTED);
        server.start();
        new Recovery(server, app).awaitNothingLeft();
        app.call(Payments.class, way, topic, "3 after");

        List<String> expected = new ArrayList<>(List.of("1 before", "3 after"));
        if (decision == Decision.COMMIT) {
            expected.add(1, "2 halted");
        }
        assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactlyElementsOf(expected);
        if (way.equals("pay")) {
            assertThat(app.call(Rows.class, "lines", topic)).isEqualTo(String.join("\n", expected));
        }
    }

    /** What must come of the transaction that was halted. */
    enum Decision {
        COMMIT,
        ROLLBACK
    }
}
