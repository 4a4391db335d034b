package dev.rapporteur.benchmarks.relay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Kafka, as both relays write to it: batch after batch, each acknowledged by all replicas before the next. For one thread. */
final class Destination implements AutoCloseable {

    /** The header that readers tell a row's second record by: the row's number in decimal digits. */
    private static final String ID = "id";

    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> underWay = new ArrayList<>();

    Destination(String bootstrapServers) {
        producer = new KafkaProducer<>(
                DurableProducer.settings(bootstrapServers, Map.of()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends a row; nothing is known of it until {@link #awaitAcknowledged}. */
    void send(long id, String topic, @Nullable String key, byte[] payload) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), payload);
        record.headers().add(ID, Long.toString(id).getBytes(StandardCharsets.US_ASCII));
        underWay.add(producer.send(record));
    }

    /**
     * Waits until all that was sent is acknowledged.
     *
     * @throws ExecutionException if something was refused or not acknowledged in time
     */
    void awaitAcknowledged() throws ExecutionException, InterruptedException {
        producer.flush();
        for (Future<RecordMetadata> record : underWay) {
            record.get();
        }
        underWay.clear();
    }

    @Override
    public void close() {
        producer.close();
    }
}
