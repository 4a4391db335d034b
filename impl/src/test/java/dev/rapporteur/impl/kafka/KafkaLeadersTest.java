package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaBroker;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dispatch to three real brokers that hang, die and lose leadership. Topics keep all, since the buffers' reports are as old
 * as 1970.
 */
class KafkaLeadersTest {

    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;

    private Delivery delivery;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(directory)
                .nodes(3)
                .property("broker.session.timeout.ms", "3000")
                .property("broker.heartbeat.interval.ms", "500")
                .start();
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    @BeforeEach
    void open() {
        delivery = Delivery.atLeastOnce(Delivery.config(kafka.bootstrapServers()));
    }

    @AfterEach
    void closeWithoutTrace() {
        kafka.brokers().forEach(KafkaBroker::resume);
        delivery.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("rapporteur"));
    }

    @Test
    void shouldServeTheOthersPartitionsWhileABrokerHangs() {
        kafka.createTopic("alone", List.of(List.of(1), List.of(2), List.of(3)), Map.of("retention.ms", "-1"));
        PartitionBuffer[] buffers = delivery.buffers("alone", 3);
        delivery.placeAll(buffers, 100);
        Reports.awaitDelivered(buffers);

        kafka.broker(3).pause();
        delivery.placeAll(buffers, 100);
        Await.until(
                "the hung broker is named",
                SOON,
                () -> String.valueOf(delivery.trouble()).startsWith("Broker 3 has not answered"));
        delivery.placeAll(buffers, 100);
        Reports.awaitDelivered(buffers[0], buffers[1]);

        assertThat(buffers[2].size()).isEqualTo(200);
        Await.until("the partition says that it stands still", SOON, () -> buffers[2].held() != null);
        kafka.broker(3).resume();
        Reports.awaitDelivered(buffers[2]);
        Reports.assertAtLeastOnce(kafka, buffers);
        Await.until("all is well again", SOON, () -> delivery.trouble() == null && buffers[2].held() == null);
    }

    @Test
    void shouldFollowTheLeadersThroughKillsHangsAndRestarts() {
        List<List<Integer>> replicas = new ArrayList<>();
        for (int first = 0; first < 6; first++) {
            replicas.add(List.of(1 + first % 3, 1 + (first + 1) % 3, 1 + (first + 2) % 3));
        }
        kafka.createTopic("followed", replicas, Map.of("min.insync.replicas", "2", "retention.ms", "-1"));
        PartitionBuffer[] buffers = delivery.buffers("followed", 6);
        delivery.placeAll(buffers, 2_000);

        for (int broker = 1; broker <= 3; broker++) {
            int away = broker;
            if (away == 2) {
                kafka.broker(away).pause();
            } else {
                kafka.broker(away).kill();
            }
            delivery.placeAll(buffers, 2_000);
            Await.until(
                    "another leads", SOON, () -> !kafka.leadersOf("followed").contains(kafka.broker(away)));
            Reports.awaitDelivered(buffers);
            delivery.placeAll(buffers, 2_000);
            if (away == 2) {
                kafka.broker(away).resume();
            } else {
                kafka.broker(away).start();
            }
            kafka.awaitInSync("followed");
        }
        delivery.placeAll(buffers, 2_000);

        Reports.awaitDelivered(buffers);
        Reports.assertAtLeastOnce(kafka, buffers);
    }
}
