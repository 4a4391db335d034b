package dev.rapporteur.it.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.it.posting.Posting;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A report as any reader of committed records gets it.
 *
 * @param partition where it came
 */
record Arrived(int partition, Posting posting) {

    private static final Duration READ = Duration.ofSeconds(60);

    /** All of a topic; those of one partition are in their order. */
    static List<Arrived> of(String bootstrapServers, String topic) {
        return TopicReader.readAll(bootstrapServers, topic, READ).stream()
                .map(Arrived::of)
                .toList();
    }

    private static Arrived of(ConsumerRecord<byte[], byte[]> received) {
        Posting posting = Posting.parse(new String(received.value(), UTF_8));
        if (!posting.account().equals(new String(received.key(), UTF_8))) {
            throw new AssertionError("A report of " + posting + " has another account's key");
        }
        return new Arrived(received.partition(), posting);
    }
}
