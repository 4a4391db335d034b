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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KafkaClusterTest {

    private static final Path DIRECTORY = Path.of("target", "kafka-cluster-test", Long.toString(System.nanoTime()));
    private static final Duration SOON = Duration.ofSeconds(30);

    /** One alone, for what needs no other: it starts sooner than three. */
    private static final KafkaCluster ALONE =
            KafkaCluster.in(DIRECTORY.resolve("alone")).create();

    private static final KafkaCluster THREE = KafkaCluster.in(DIRECTORY.resolve("three"))
            .nodes(3)
            .property("broker.session.timeout.ms", "2000")
            .property("broker.heartbeat.interval.ms", "500")
            .create();

    @AfterAll
    static void close() {
        ALONE.close();
        THREE.close();
    }

    @Test
    void shouldKeepAddressAndRecordsOverKillAndRestart() throws Exception {
        ALONE.start();
        String address = ALONE.bootstrapServers();
        ALONE.createTopic("kept", 3);
        send(ALONE, "kept", 1, 2);

        ALONE.broker(1).kill();
        assertThat(ALONE.broker(1).isRunning()).isFalse();
        ALONE.start();
        send(ALONE, "kept", 3, 4);

        assertThat(ALONE.bootstrapServers()).isEqualTo(address);
        assertThat(read(ALONE, "kept")).containsExactly("1", "2", "3", "4");
    }

    @Test
    void shouldServeOnAfterAPause() throws Exception {
        ALONE.start();
        ALONE.createTopic("paused", 1);
        ALONE.broker(1).pause();
        assertThat(ALONE.broker(1).isRunning()).isTrue();
        ALONE.broker(1).resume();

        send(ALONE, "paused", 1, 2);

        assertThat(read(ALONE, "paused")).containsExactly("1", "2");
    }

    @Test
    void shouldServeOnWithTwoOfThreeNodes() throws Exception {
        THREE.start();
        THREE.createTopic("served", 1);
        send(THREE, "served", 1, 2);

        THREE.leaderOf("served", 0).kill();
        send(THREE, "served", 3, 4);

        assertThat(read(THREE, "served")).containsExactly("1", "2", "3", "4");
    }

    @Test
    void shouldLeadWhereToldAndServeOnWhileOneOfThreeHangs() throws Exception {
        THREE.start();
        THREE.createTopic("alone", List.of(List.of(3), List.of(1)), Map.of());
        THREE.createTopic("hung", List.of(List.of(3, 1, 2)), Map.of());
        assertThat(THREE.leadersOf("alone")).containsExactly(THREE.broker(3), THREE.broker(1));
        assertThat(THREE.brokers()).contains(THREE.controller());

        THREE.broker(3).pause();
        Await.until("another leads", SOON, () -> THREE.leaderOf("hung", 0) != THREE.broker(3));
        send(THREE, "hung", 1, 2);
        THREE.broker(3).resume();

        // Broker 3 takes itself for the leader until it hears of the other, and says that nothing is there.
        Await.until("what was sent is read", SOON, () -> read(THREE, "hung").equals(List.of("1", "2")));
        assertThat(THREE.leadersOf("alone")).containsExactly(THREE.broker(3), THREE.broker(1));
    }

    @Test
    void shouldRestartOneOfThreeByItsNumber() throws Exception {
        THREE.start();
        THREE.createTopic("restarted", List.of(List.of(2)), Map.of());
        send(THREE, "restarted", 1, 1);

        THREE.broker(2).kill();
        THREE.broker(2).start();
        send(THREE, "restarted", 2, 2);

        assertThat(read(THREE, "restarted")).containsExactly("1", "2");
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
