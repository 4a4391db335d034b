package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.MarkerReader;
import dev.rapporteur.impl.dispatch.Markers;
import dev.rapporteur.impl.dispatch.UnansweredException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the progress topic with a consumer of its own, made for one reading. For one thread.
 *
 * <p>The end is asked of the admin client, since a consumer of committed records is told the last stable offset for it.
 */
final class KafkaMarkerReader implements MarkerReader, AutoCloseable {

    private static final Logger LOG = System.getLogger(KafkaMarkerReader.class.getName());
    private static final Duration POLL = Duration.ofMillis(50);

    /** While records come, reading goes on beyond its time: a busy topic holds megabytes that are not compacted yet. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final Duration READ_WITHIN = Duration.ofSeconds(60);

    private final EngineConfig config;
    private final UUID journalId;
    private final String topic;
    private final AdminAccess admin;
    private volatile boolean abandoned;

    /**
     * For one journal's markers.
     *
     * @param topic the progress topic
     */
    public KafkaMarkerReader(EngineConfig config, UUID journalId, String topic) {
        this(config, journalId, topic, new AdminAccess(config));
    }

    /** By a client that others on the same thread may use, too; closed with this. */
    KafkaMarkerReader(EngineConfig config, UUID journalId, String topic, AdminAccess admin) {
        this.config = config;
        this.journalId = journalId;
        this.topic = topic;
        this.admin = admin;
    }

    @Override
    public Markers read(Duration within) throws UnansweredException {
        long deadline = AdminAccess.deadline(within);
        FoundMarkers found = new FoundMarkers(journalId);
        Set<TopicPartition> all = partitions(deadline);
        // Half of the time, so that some is left for reading those that answer when another does not.
        long endsDeadline = System.nanoTime() + (deadline - System.nanoTime()) / 2;
        Map<TopicPartition, Long> starts = offsets(all, OffsetSpec.earliest(), endsDeadline);
        Map<TopicPartition, Long> ends = offsets(all, OffsetSpec.latest(), endsDeadline);
        ends.keySet().retainAll(starts.keySet());
        Set<TopicPartition> unread = new HashSet<>(all);
        unread.removeAll(ends.keySet());
        unread.addAll(read(starts, ends, found, deadline));
        return found.result(unread);
    }

    /**
     * Reads up to these ends.
     *
     * @return which could not be
     */
    private Set<TopicPartition> read(
            Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends, FoundMarkers found, long deadline)
            throws UnansweredException {
        Set<TopicPartition> left = new HashSet<>(ends.keySet());
        left.removeIf(partition -> starts.getOrDefault(partition, 0L) >= ends.getOrDefault(partition, 0L));
        if (left.isEmpty()) {
            return left;
        }
        Consumer<byte[], byte[]> consumer = null;
        try {
            consumer = OwnLoader.run(() -> new KafkaConsumer<>(
                    ClientSettings.reader(config), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
            consumer.assign(left);
            for (TopicPartition partition : left) {
                consumer.seek(partition, starts.getOrDefault(partition, 0L));
            }
            long now = System.nanoTime();
            long silentAt = deadline;
            long atLast = now + READ_WITHIN.toNanos();
            while (!left.isEmpty() && !abandoned && now - silentAt < 0 && now - atLast < 0) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                records.forEach(found::take);
                Consumer<byte[], byte[]> reading = consumer;
                left.removeIf(partition -> reading.position(partition) >= ends.getOrDefault(partition, 0L));
                now = System.nanoTime();
                silentAt = records.isEmpty() || silentAt - now > SILENCE.toNanos() ? silentAt : now + SILENCE.toNanos();
            }
            return left;
        } catch (KafkaException e) {
            throw new UnansweredException(
                    "The progress " + this + " can't be read: " + Causes.text(e) + "."
                            + (e instanceof AuthorizationException
                                    ? " Grant READ on it to " + admin.principal() + "."
                                    : ""),
                    e);
        } finally {
            if (consumer != null) {
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
        }
    }

    private Set<TopicPartition> partitions(long deadline) throws UnansweredException {
        TopicDescription description = TopicLeaders.describe(admin, topic, deadline);
        Set<TopicPartition> partitions = new HashSet<>();
        description.partitions().forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
        return partitions;
    }

    /** By partition; those that do not answer in time are missing. */
    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec spec, long deadline)
            throws UnansweredException {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        partitions.forEach(partition -> question.put(partition, spec));
        ListOffsetsResult answers = admin.ask("tell the ends of " + this, (Admin asked) -> asked.listOffsets(question));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            try {
                offsets.put(
                        partition,
                        admin.await("tell the end of " + partition, answers.partitionResult(partition), deadline)
                                .offset());
            } catch (UnansweredException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LOG.log(Logger.Level.DEBUG, "The end of " + partition + " is not known now", e); // its next turn comes
            }
        }
        return offsets;
    }

    /** A reading ends soon, without what is left. Any thread; {@link #close} is still due. */
    void abandon() {
        abandoned = true;
    }

    /** Does not wait for what is under way. */
    @Override
    public void close() {
        admin.close();
    }

    @Override
    public String toString() {
        return "topic \"" + topic + "\"";
    }
}
