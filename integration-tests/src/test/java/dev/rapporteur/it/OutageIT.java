package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.app.Sender;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Mortal;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Kafka away: business goes on, and all arrives once, in order, when it is back. */
class OutageIT {

    private final KafkaCluster kafka = Bed.kafka();
    private final WildFlyServer server = Mortal.server();
    private final App app = Mortal.app();

    @AfterEach
    void bringKafkaBack() {
        kafka.start();
    }

    @Test
    void shouldGoOnWhileKafkaIsDownAndDeliverAllInOrderWhenItIsBack() {
        Topic topic = Topic.create(kafka, "outage", 1);
        app.call(Payments.class, "pay", topic, "0");

        kafka.stop();
        for (int i = 1; i < 20; i++) {
            app.call(Payments.class, i % 2 == 0 ? "pay" : "report", topic, i);
        }
        kafka.start();

        assertThat(topic.arrived(app))
                .extracting(Arrival::payload)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(Integer::toString).toList());
    }

    @Test
    void shouldStartWhileKafkaIsDownAndDeliverWhatWasDurableBeforeAndAfter() {
        Topic seen = Topic.create(kafka, "seen", 1);
        Topic unseen = Topic.named(kafka, "unseen", 3);
        app.call(Sender.class, "send", seen, "1 delivered");
        assertThat(seen.arrived(app)).hasSize(1);

        kafka.stop();
        app.call(Payments.class, "pay", seen, "2 in two phases");
        app.call(Sender.class, "send", seen, "3 without a transaction");
        server.kill();
        server.start();
        app.call(Payments.class, "pay", seen, "4 after the restart");
        List<String> keys = List.of("a", "b", "a", "c", "a");
        keys.forEach(key -> app.call(Payments.class, "report", unseen, key));
        kafka.start();
        unseen.create();

        assertThat(seen.arrived(app))
                .extracting(Arrival::payload)
                .containsExactly("1 delivered", "2 in two phases", "3 without a transaction", "4 after the restart");
        assertThat(unseen.arrived(app)).extracting(Arrival::payload).containsExactlyInAnyOrderElementsOf(keys);
    }
}
