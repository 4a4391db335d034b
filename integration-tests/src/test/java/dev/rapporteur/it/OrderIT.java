package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.it.app.Cause;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Recovery;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Order by cause: who could see what another transaction committed reports after it. */
@ArquillianTest
class OrderIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final App app = App.on(Bed.server(), "order");

    @Deployment(testable = false)
    static WebArchive application() {
        return Archives.war("order.war");
    }

    @Test
    void shouldDeliverTheFirstOnesReportsFirstAlthoughItsCommitCallComesLater() {
        Topic topic = Topic.create(Bed.kafka(), "cause", 1);

        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> app.call(Cause.class, "first", topic));
        Await.until(
                "the first one's row can be seen",
                PATIENCE,
                () -> app.call(Rows.class, "lines", topic).equals("first"));
        app.call(Cause.class, "second", topic);
        assertThat(first).isNotDone();
        assertThat(new Recovery(Bed.server(), app).branchesPrepared()).isEqualTo(1);
        app.call(Cause.class, "openGate");
        first.join();

        assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactly("first", "second");
    }
}
