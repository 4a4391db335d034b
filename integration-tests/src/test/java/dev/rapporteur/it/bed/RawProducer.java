package dev.rapporteur.it.bed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own producer, for comparison. */
public final class RawProducer {

    private RawProducer() {}

    /** Sends a record for each key, and tells where Kafka put it. */
    public static Map<String, Integer> partitionsOfKeys(Topic topic, List<String> keys) {
        Map<String, Integer> partitions = new HashMap<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", topic.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String key : keys) {
                partitions.put(
                        key,
                        producer.send(new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), new byte[0]))
                                .get()
                                .partition());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not take a record for " + topic, e);
        }
        return partitions;
    }
}
