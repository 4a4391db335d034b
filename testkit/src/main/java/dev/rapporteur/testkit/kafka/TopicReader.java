package dev.rapporteur.testkit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic with Kafka's own consumer and nothing of ours: what it gives is what any reader of
 * committed records gets. It has no group and leaves no trace. For one thread.
 */
public final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Starts at the topic's beginning. */
    public TopicReader(String bootstrapServers, String topic) {
        this(bootstrapServers, topic, partition -> true);
    }

    /** Of some partitions only: others may have no leader. */
    public TopicReader(String bootstrapServers, String topic, IntPredicate wanted) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .filter(partition -> wanted.test(partition.partition()))
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
    }

    /** All committed records of a topic, from its beginning to its end of now. */
    public static List<ConsumerRecord<byte[], byte[]>> readAll(String bootstrapServers, String topic, Duration within) {
        try (TopicReader reader = new TopicReader(bootstrapServers, topic)) {
            return reader.readToEnd(within);
        }
    }

    /**
     * Reads on to the last stable offsets of the moment of the call. The records of one partition come in
     * their order; between partitions there is none.
     *
     * @throws IllegalStateException if the end was not reached in time
     */
    public List<ConsumerRecord<byte[], byte[]>> readToEnd(Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), within);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), within) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Topic " + topic + " was not read to its end " + ends + " within "
                        + within.toMillis() + " ms; " + records.size() + " records were read");
            }
            consumer.poll(POLL).forEach(records::add);
        }
        return Collections.unmodifiableList(records);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
