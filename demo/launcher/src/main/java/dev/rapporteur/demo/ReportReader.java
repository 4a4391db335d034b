package dev.rapporteur.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the reports with Kafka's own consumer, in a thread of its own, and notes them in the books. While
 * Kafka is away the consumer tries again by itself.
 */
final class ReportReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Books books;
    private final Story story;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::read, "report-reader");

    ReportReader(String bootstrapServers, Books books, Story story) {
        this.books = books;
        this.story = story;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(IntStream.range(0, Parts.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Parts.TOPIC, partition))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    books.note(report(record));
                }
            }
        } catch (WakeupException e) {
            // close() asked for the end.
        } catch (IOException | RuntimeException e) {
            story.trouble("The reader of reports has failed, no more reports are shown: " + e);
        }
    }

    private static ArrivedReport report(ConsumerRecord<byte[], byte[]> record) throws IOException {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        return new ArrivedReport(record.partition(), record.offset(), key, Payment.of(JSON.readTree(record.value())));
    }
}
