package dev.rapporteur.tool;

import dev.rapporteur.ReportId;
import dev.rapporteur.impl.outbound.PartitionId;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks at the ends of Kafka's partitions for reports that arrived and whose arrival nobody noted: those of a replay, or a
 * server, that was killed in between. For one thread.
 */
final class Arrivals implements AutoCloseable {

    /** So many records of a partition are looked at for each whose reports go there: a batch's, and some that others may have sent. */
    private static final int LOOK_BACK = 1_000;

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final PrintWriter err;

    /** For a cluster, by the clients' properties. */
    Arrivals(Map<String, Object> client, PrintWriter err) {
        Map<String, Object> reading = new LinkedHashMap<>(client);
        reading.remove("acks");
        reading.remove("enable.idempotence");
        reading.put("isolation.level", "read_committed");
        reading.put("enable.auto.commit", "false");
        this.consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.err = err;
    }

    /**
     * The ids of the reports that lie at a partition's end; none, and a word on stderr, if that can't be read.
     *
     * @param going how many partitions' reports go there
     */
    Set<String> idsAtTheEndOf(PartitionId id, int going) {
        try {
            return ids(new TopicPartition(id.topic(), id.number()), (long) LOOK_BACK * going);
        } catch (KafkaException e) {
            err.println(
                    "rapporteur-journal: What " + id + " holds already can't be read. If an earlier replay was killed,"
                            + " its last batch comes again. " + Reasons.of(e));
            return Set.of();
        }
    }

    private Set<String> ids(TopicPartition partition, long back) {
        consumer.assign(List.of(partition));
        long end = consumer.endOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
        long begin = consumer.beginningOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(begin, end - back));
        Set<String> ids = new HashSet<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition, PATIENCE) < end) {
            if (System.nanoTime() - deadline > 0) {
                throw new KafkaException("no answer within " + PATIENCE.toSeconds() + " s");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Header header = record.headers().lastHeader(ReportId.HEADER);
                if (header != null && header.value() != null) {
                    ids.add(new String(header.value(), StandardCharsets.US_ASCII));
                }
            }
        }
        return ids;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
