package dev.rapporteur.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What Kafka itself does to a transaction that ends while a partition of it has no leader (KAFKA-20734): the partition never
 * hears how it ended, and takes it for a part of the same producer's next one. Exactly-once delivery must know; when a later
 * version fails this test, look at what was built around it.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KafkaOfflinePartitionTest {

    private static final Path DIRECTORY = Path.of("target", "kafka-offline-test", Long.toString(System.nanoTime()));
    private static final Duration SOON = Duration.ofSeconds(30);
    /** The partitions' only broker; no other topic's partition needs it. */
    private static final int LOST = 3;

    @Test
    void shouldTakeAnEndedTransactionForAPartOfTheNextWhenItEndedWithoutALeader() throws Exception {
        try (KafkaCluster kafka = KafkaCluster.in(DIRECTORY)
                .nodes(3)
                .property("broker.session.timeout.ms", "2000")
                .property("broker.heartbeat.interval.ms", "500")
                .start()) {
            kafka.createTopic("committed", List.of(List.of(LOST)), Map.of());
            kafka.createTopic("aborted", List.of(List.of(LOST)), Map.of());
            try (KafkaProducer<byte[], byte[]> first = producer(kafka, "first");
                    KafkaProducer<byte[], byte[]> second = producer(kafka, "second")) {
                begin(first, "committed", "must be seen");
                begin(second, "aborted", "must not be seen");
                kafka.broker(LOST).kill();
                awaitNoLeader(kafka, "committed");
                first.commitTransaction();
                second.abortTransaction();
                kafka.broker(LOST).start();
                kafka.leadersOf("committed");
                kafka.leadersOf("aborted");
                assertThat(read(kafka, "committed")).isEmpty();

                begin(first, "committed", "next");
                first.abortTransaction();
                begin(second, "aborted", "next");
                second.commitTransaction();
            }

            assertThat(read(kafka, "committed")).isEmpty();
            assertThat(read(kafka, "aborted")).containsExactly("must not be seen", "next");
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaCluster kafka, String id) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", id),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static void begin(KafkaProducer<byte[], byte[]> producer, String topic, String text) throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, 0, null, text.getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    private static void awaitNoLeader(KafkaCluster kafka, String topic) {
        Await.until("nobody leads " + topic, SOON, () -> {
            try (var admin = kafka.admin()) {
                return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                        .flatMap(description -> description.partitions().stream())
                        .allMatch(partition ->
                                partition.leader() == null || partition.leader().isEmpty());
            }
        });
    }

    private static List<String> read(KafkaCluster kafka, String topic) {
        return TopicReader.readAll(kafka.bootstrapServers(), topic, SOON).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
