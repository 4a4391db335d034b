package dev.rapporteur.benchmarks;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * A cluster of one or three brokers with topics for records and markers, led in turn by each broker. A name for a
 * transactional id or a group can be asked for by the broker that is to be its coordinator. For one thread, the producers apart.
 */
final class MarkerBed implements AutoCloseable {

    static final int PARTITIONS = 12;

    /** For records; replicated as often as there are brokers. */
    static final String DATA = "data";
    /** For records; without replicas. */
    static final String ALONE = "alone";
    /** For markers: one partition, led by broker 1. */
    static final String PROGRESS = "progress";
    /** For markers: partition n is led by broker n + 1. */
    static final String OWN_PROGRESS = "own-progress";

    private static final String TRANSACTIONS = "__transaction_state";
    private static final String OFFSETS = "__consumer_offsets";

    /** Of each partition of a topic that is filled again and again. */
    private static final String KEPT_BYTES = Integer.toString(64 << 20);

    private static final String SEGMENT_BYTES = Integer.toString(16 << 20);

    private static final Duration SOON = Duration.ofMinutes(1);

    private final KafkaCluster kafka;
    private int names;

    private MarkerBed(KafkaCluster kafka) {
        this.kafka = kafka;
    }

    static MarkerBed start(Path directory, int brokers, Map<String, String> properties) {
        KafkaCluster.Builder builder = KafkaCluster.in(directory)
                .nodes(brokers)
                .forFigures()
                .javaOption("-Xmx512m")
                .property("transaction.state.log.num.partitions", Integer.toString(PARTITIONS))
                .property("offsets.topic.num.partitions", Integer.toString(PARTITIONS));
        properties.forEach(builder::property);
        MarkerBed bed = new MarkerBed(builder.start());
        try {
            bed.createTopics();
            return bed;
        } catch (RuntimeException e) {
            bed.close();
            throw e;
        }
    }

    private void createTopics() {
        List<List<Integer>> everywhere =
                IntStream.range(0, PARTITIONS).mapToObj(this::replicasFrom).toList();
        create(DATA, everywhere, Map.of());
        create(ALONE, everywhere.stream().map(ids -> ids.subList(0, 1)).toList(), Map.of());
        Map<String, String> compacted = Map.of("cleanup.policy", "compact");
        create(PROGRESS, everywhere.subList(0, 1), compacted);
        create(OWN_PROGRESS, everywhere.subList(0, brokers()), compacted);
        // Made by hand, so that each broker coordinates some names.
        create(TRANSACTIONS, everywhere, compacted);
        create(OFFSETS, everywhere, compacted);
    }

    /** Where the session time-out is short and the machine busy, a broker may be fenced for a moment. */
    private void create(String topic, List<List<Integer>> replicas, Map<String, String> settings) {
        Await.until(topic + " can be created", SOON, () -> {
            kafka.createTopic(topic, replicas, settings);
            return true;
        });
    }

    /** Creates another topic for records, which keeps only what came last; replicated as often as there are brokers, or not. */
    void createDataTopic(String topic, boolean replicated) {
        createDataTopic(topic, PARTITIONS, replicated);
    }

    /** The same, of so many partitions. */
    void createDataTopic(String topic, int partitions, boolean replicated) {
        List<List<Integer>> replicas = IntStream.range(0, partitions)
                .mapToObj(first -> replicasFrom(first).subList(0, replicated ? brokers() : 1))
                .toList();
        create(topic, replicas, Map.of("retention.bytes", KEPT_BYTES, "segment.bytes", SEGMENT_BYTES));
        kafka.awaitInSync(topic);
        awaitServed(topic, partitions);
    }

    /** Leaders are known before their brokers have made the logs, which takes seconds where partitions are many. */
    private void awaitServed(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        try (Admin admin = kafka.admin()) {
            Await.until("all partitions of " + topic + " are served", SOON, () -> {
                admin.listOffsets(ends).all().get();
                return true;
            });
        }
    }

    private List<Integer> replicasFrom(int first) {
        return IntStream.range(0, brokers())
                .mapToObj(i -> 1 + (first + i) % brokers())
                .toList();
    }

    KafkaCluster kafka() {
        return kafka;
    }

    int brokers() {
        return kafka.brokers().size();
    }

    /** Those partitions of a topic for records that a broker leads while all is well. */
    List<Integer> partitionsOf(int broker) {
        return IntStream.range(0, PARTITIONS)
                .filter(partition -> 1 + partition % brokers() == broker)
                .boxed()
                .toList();
    }

    /** A new transactional id with its coordinator on a broker, while all is well. */
    String transactionalIdAt(int broker) {
        return nameAt(broker, "id-");
    }

    /** A new group with its coordinator on a broker, while all is well. */
    String groupAt(int broker) {
        return nameAt(broker, "group-");
    }

    /** A name's coordinator is the leader of the partition that its hash gives. */
    private String nameAt(int broker, String prefix) {
        while (true) {
            String name = prefix + names++;
            if (partitionsOf(broker).contains(Utils.abs(name.hashCode()) % PARTITIONS)) {
                return name;
            }
        }
    }

    /** A producer with 10 s of transaction time-out; the caller closes it. */
    KafkaProducer<byte[], byte[]> producer(String transactionalId, Map<String, Object> more) {
        Map<String, Object> settings = plain();
        settings.put("transactional.id", transactionalId);
        settings.put("transaction.timeout.ms", "10000");
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** An idempotent producer without transactions; the caller closes it. */
    KafkaProducer<byte[], byte[]> plainProducer(Map<String, Object> more) {
        Map<String, Object> settings = plain();
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> plain() {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "acks",
                "all",
                "enable.idempotence",
                "true",
                "linger.ms",
                "5",
                "batch.size",
                Integer.toString(128 * 1024),
                "buffer.memory",
                Integer.toString(64 << 20)));
    }

    /** Waits until each replica is in sync and each leader where it was told to be. */
    void awaitReplicas() {
        try (Admin admin = kafka.admin()) {
            Await.until("all replicas are in sync, and leaders in their places", SOON, () -> {
                admin.electLeaders(ElectionType.PREFERRED, null).partitions().get();
                return admin
                        .describeTopics(Set.of(DATA, ALONE, PROGRESS, OWN_PROGRESS, TRANSACTIONS, OFFSETS))
                        .allTopicNames()
                        .get()
                        .values()
                        .stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(MarkerBed::isInItsPlace);
            });
        }
    }

    private static boolean isInItsPlace(TopicPartitionInfo partition) {
        return partition.isr().size() == partition.replicas().size()
                && partition.replicas().get(0).equals(partition.leader());
    }

    @Override
    public void close() {
        kafka.close();
    }
}
