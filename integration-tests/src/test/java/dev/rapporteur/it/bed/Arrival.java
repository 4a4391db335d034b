package dev.rapporteur.it.bed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record as Kafka's own consumer gave it.
 *
 * @param id its header {@code report-id}; exactly one is taken for granted
 * @param headers its other headers in order, as {@code name=value}
 */
public record Arrival(
        int partition,
        @Nullable String key,
        @Nullable String payload,
        long timestampMs,
        String id,
        List<String> headers) {

    private static final String ID = "report-id";

    static Arrival of(ConsumerRecord<byte[], byte[]> received) {
        List<Header> all =
                StreamSupport.stream(received.headers().spliterator(), false).toList();
        List<String> ids =
                all.stream().filter(Arrival::isId).map(Arrival::value).toList();
        if (ids.size() != 1) {
            throw new AssertionError("A record has " + ids.size() + " headers " + ID + ": " + received);
        }
        return new Arrival(
                received.partition(),
                text(received.key()),
                text(received.value()),
                received.timestamp(),
                ids.get(0),
                all.stream()
                        .filter(header -> !isId(header))
                        .map(header -> header.key() + "=" + value(header))
                        .toList());
    }

    private static boolean isId(Header header) {
        return header.key().equals(ID);
    }

    private static String value(Header header) {
        return new String(header.value(), UTF_8);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }
}
