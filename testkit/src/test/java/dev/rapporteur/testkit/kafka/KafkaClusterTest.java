package dev.rapporteur.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KafkaClusterTest {

    private static final Path DIRECTORY = Path.of("target", "kafka-cluster-test", Long.toString(System.nanoTime()));
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void shouldKeepAddressAndRecordsOverKillAndRestart() throws Exception {
        try (KafkaCluster kafka = KafkaCluster.in(DIRECTORY.resolve("one")).start()) {
            String address = kafka.bootstrapServers();
            kafka.createTopic("payments", 3);
            send(kafka, "payments", 1, 2);

            kafka.broker(1).kill();
            assertThat(kafka.broker(1).isRunning()).isFalse();
            kafka.start();
            send(kafka, "payments", 3, 4);

            assertThat(kafka.bootstrapServers()).isEqualTo(address);
            assertThat(read(kafka, "payments")).containsExactly("1", "2", "3", "4");
        }
    }

    @Test
    void shouldServeOnWithTwoOfThreeNodes() throws Exception {
        try (KafkaCluster kafka = KafkaCluster.in(DIRECTORY.resolve("three"))
                .nodes(3)
                .property("broker.session.timeout.ms", "2000")
                .property("broker.heartbeat.interval.ms", "500")
                .start()) {
            kafka.createTopic("payments", 1);
            send(kafka, "payments", 1, 2);

            kafka.leaderOf("payments", 0).kill();
            send(kafka, "payments", 3, 4);

            assertThat(read(kafka, "payments")).containsExactly("1", "2", "3", "4");
        }
    }

    @Test
    void shouldServeOnAfterAPause() throws Exception {
        try (KafkaCluster kafka = KafkaCluster.in(DIRECTORY.resolve("paused")).start()) {
            kafka.createTopic("payments", 1);
            kafka.broker(1).pause();
            assertThat(kafka.broker(1).isRunning()).isTrue();
            kafka.broker(1).resume();

            send(kafka, "payments", 1, 2);

            assertThat(read(kafka, "payments")).containsExactly("1", "2");
        }
    }

    @Test
    void shouldLeadWhereToldAndServeOnWhileOneOfThreeHangs() throws Exception {
        try (KafkaCluster kafka = KafkaCluster.in(DIRECTORY.resolve("hung"))
                .nodes(3)
                .property("broker.session.timeout.ms", "2000")
                .property("broker.heartbeat.interval.ms", "500")
                .start()) {
            kafka.createTopic("alone", List.of(List.of(3), List.of(1)), Map.of());
            kafka.createTopic("payments", List.of(List.of(3, 1, 2)), Map.of());
            assertThat(kafka.leadersOf("alone")).containsExactly(kafka.broker(3), kafka.broker(1));
            assertThat(kafka.brokers()).contains(kafka.controller());

            kafka.broker(3).pause();
            Await.until("another leads", SOON, () -> kafka.leaderOf("payments", 0) != kafka.broker(3));
            send(kafka, "payments", 1, 2);
            kafka.broker(3).resume();

            // Broker 3 takes itself for the leader until it hears of the other, and says that nothing is there.
            Await.until(
                    "what was sent is read", SOON, () -> read(kafka, "payments").equals(List.of("1", "2")));
            assertThat(kafka.leadersOf("alone")).containsExactly(kafka.broker(3), kafka.broker(1));
        }
    }

    @Test
    void shouldRestartOneOfThreeByItsNumber() throws Exception {
        try (KafkaCluster kafka = KafkaCluster.in(DIRECTORY.resolve("restarted"))
                .nodes(3)
                .property("broker.session.timeout.ms", "2000")
                .property("broker.heartbeat.interval.ms", "500")
                .start()) {
            kafka.createTopic("payments", List.of(List.of(2)), Map.of());
            send(kafka, "payments", 1, 1);

            kafka.broker(2).kill();
            kafka.broker(2).start();
            send(kafka, "payments", 2, 2);

            assertThat(read(kafka, "payments")).containsExactly("1", "2");
        }
    }

    private static void send(KafkaCluster kafka, String topic, int first, int last) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "request.timeout.ms", "5000");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int number : IntStream.rangeClosed(first, last).toArray()) {
                byte[] payload = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic, 0, null, payload)).get();
            }
        }
    }

    private static List<String> read(KafkaCluster kafka, String topic) {
        return TopicReader.readAll(kafka.bootstrapServers(), topic, SOON).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
