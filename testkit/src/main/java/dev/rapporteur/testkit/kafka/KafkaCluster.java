package dev.rapporteur.testkit.kafka;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.FreePorts;
import dev.rapporteur.testkit.net.FaultyProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster of one or more combined nodes (broker and controller) on the loopback address. For one
 * thread at a time.
 *
 * <pre>{@code
 * try (KafkaCluster kafka = KafkaCluster.in(directory).nodes(3).start()) {
 *     kafka.createTopic("payments", 6);
 *     kafka.leaderOf("payments", 0).kill();
 * }
 * }</pre>
 */
public final class KafkaCluster implements AutoCloseable {

    /** Collects what a cluster is started with. */
    public static final class Builder {

        private final Path directory;
        private final Map<String, String> properties = new LinkedHashMap<>();
        /** Most brokers live for a minute. The second compiler would take half of the processor time of their start. */
        private final List<String> javaOptions = new ArrayList<>(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));

        private int nodes = 1;
        private @Nullable ClientListener clientListener;

        private Builder(Path directory) {
            this.directory = directory;
        }

        /** How many nodes; one by default. */
        public Builder nodes(int nodes) {
            this.nodes = nodes;
            return this;
        }

        /** Sets a property of every broker; wins over those set here by default. */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** Gives every broker a second listener, for the clients under test. */
        public Builder clientListener(ClientListener listener) {
            clientListener = listener;
            return this;
        }

        /** Nobody may do anything but what a test grants; who comes to the first listener may do all. */
        public Builder withPermissions() {
            property("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
            return property("super.users", "User:ANONYMOUS");
        }

        /** Brokers that get warm and then serve at full speed, for figures; by default they start fast. */
        public Builder forFigures() {
            return javaOption("-XX:TieredStopAtLevel=4");
        }

        /** Adds an option to every broker's JVM; a later one wins over {@code -Xmx256m}. */
        public Builder javaOption(String option) {
            javaOptions.add(option);
            return this;
        }

        /** The cluster, with its addresses, not started yet. */
        public KafkaCluster create() {
            String clusterId = Uuid.randomUuid().toString();
            BrokerSettings settings = new BrokerSettings(nodes, properties, clientListener);
            return new KafkaCluster(settings.ids(), id -> broker(id, clusterId, settings));
        }

        /** Starts all nodes and waits until each serves. */
        public KafkaCluster start() {
            KafkaCluster cluster = create();
            try {
                cluster.start();
                return cluster;
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
        }

        private KafkaBroker broker(int id, String clusterId, BrokerSettings settings) {
            Path own = directory.resolve("broker-" + id).toAbsolutePath();
            String address = "127.0.0.1:" + FreePorts.next();
            int clientPort = FreePorts.next();
            FaultyProxy network = clientListener == null ? null : new FaultyProxy(FreePorts.next(), clientPort);
            Map<String, String> all =
                    settings.of(id, address, own.resolve("data").toString(), network, clientPort);
            return new KafkaBroker(id, clusterId, address, network, own, all, javaOptions);
        }
    }

    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration IN_SYNC_WITHIN = Duration.ofSeconds(90);

    private final Map<Integer, KafkaBroker> brokers = new TreeMap<>();
    private final IntFunction<KafkaBroker> maker;

    private KafkaCluster(Iterable<Integer> ids, IntFunction<KafkaBroker> maker) {
        this.maker = maker;
        ids.forEach(id -> brokers.put(id, maker.apply(id)));
    }

    /** A cluster whose data and logs lie below a directory. */
    public static Builder in(Path directory) {
        return new Builder(directory);
    }

    /** Every node's address, joined by commas. */
    public String bootstrapServers() {
        return brokers.values().stream().map(KafkaBroker::address).collect(Collectors.joining(","));
    }

    /** Every node's address for the clients under test, joined by commas. */
    public String clientBootstrapServers() {
        return brokers.values().stream()
                .map(broker -> broker.network().address())
                .collect(Collectors.joining(","));
    }

    /** Users, permissions and certificates. */
    public KafkaAccess access() {
        return new KafkaAccess(this);
    }

    /** The broker with a node id, from 1. */
    public KafkaBroker broker(int id) {
        KafkaBroker broker = brokers.get(id);
        if (broker == null) {
            throw new IllegalArgumentException("There is no broker " + id + ", only " + brokers.keySet());
        }
        return broker;
    }

    /** Starts one more broker, which is no controller, with the next node id. */
    public KafkaBroker add() {
        int id = 1 + brokers.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        KafkaBroker added = maker.apply(id);
        brokers.put(id, added);
        added.start();
        return added;
    }

    /** All brokers, by node id. */
    public List<KafkaBroker> brokers() {
        return List.copyOf(brokers.values());
    }

    /** Starts every node that does not run, and waits until each serves. */
    public void start() {
        List<KafkaBroker> stopped =
                brokers.values().stream().filter(broker -> !broker.isRunning()).toList();
        stopped.forEach(KafkaBroker::launch);
        stopped.forEach(KafkaBroker::awaitServing);
    }

    /** Stops every node orderly. Only a lone node leaves without loss of its quorum; others are ended in turn. */
    public void stop() {
        brokers.values().forEach(KafkaBroker::stop);
    }

    /** Creates a topic with the cluster's default replication, and waits until every partition has a leader. */
    public void createTopic(String topic, int partitions) {
        createTopic(topic, partitions, Map.of());
    }

    /** Creates a topic with settings of its own. */
    public void createTopic(String topic, int partitions, Map<String, String> settings) {
        create(new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(settings), partitions);
    }

    /**
     * Creates a topic whose partitions lie where they are told to.
     *
     * @param replicas for each partition, from 0 on, the node ids that hold it; the first is to lead it
     */
    public void createTopic(String topic, List<List<Integer>> replicas, Map<String, String> settings) {
        Map<Integer, List<Integer>> byPartition = new TreeMap<>();
        replicas.forEach(ids -> byPartition.put(byPartition.size(), ids));
        create(new NewTopic(topic, byPartition).configs(settings), replicas.size());
    }

    /** Deletes topics, and waits until the cluster has them no longer. */
    public void deleteTopics(String... topics) {
        List<String> all = List.of(topics);
        try (Admin admin = admin()) {
            get(admin.deleteTopics(all).all(), ADMIN_TIMEOUT, "delete " + all);
            Await.until("the topics are gone: " + all, ADMIN_TIMEOUT, () -> {
                Set<String> left = get(admin.listTopics().names(), ANSWER_WITHIN, "list the topics");
                return all.stream().noneMatch(left::contains);
            });
        }
    }

    /** Deletes all topics but Kafka's own, and waits until the cluster has them no longer. */
    public void deleteAllTopics() {
        try (Admin admin = admin()) {
            Set<String> all = get(admin.listTopics().names(), ADMIN_TIMEOUT, "list the topics");
            deleteTopics(all.toArray(String[]::new));
        }
    }

    /** Gives a topic another setting, and waits until the cluster tells it. */
    public void set(String topic, String setting, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        try (Admin admin = admin()) {
            get(
                    admin.incrementalAlterConfigs(Map.of(resource, List.of(change)))
                            .all(),
                    ADMIN_TIMEOUT,
                    "set " + setting + " of topic " + topic);
            Await.until(setting + " of topic " + topic + " is " + value, ADMIN_TIMEOUT, () -> {
                Config told = get(
                        admin.describeConfigs(List.of(resource)).values().get(resource),
                        ANSWER_WITHIN,
                        "describe topic " + topic);
                return value.equals(told.get(setting).value());
            });
        }
    }

    /** The broker that leads a partition now; waits until there is one. */
    public KafkaBroker leaderOf(String topic, int partition) {
        return Await.value(
                topic + "-" + partition + " has a leader",
                ADMIN_TIMEOUT,
                () -> leaders(topic).get(partition));
    }

    /** The brokers that lead a topic's partitions now, from partition 0 on; waits until each has one. */
    public List<KafkaBroker> leadersOf(String topic) {
        return Await.value("each partition of " + topic + " has a leader", ADMIN_TIMEOUT, () -> {
            Map<Integer, KafkaBroker> leaders = leaders(topic);
            return leaders.isEmpty() || leaders.containsValue(null) ? null : List.copyOf(leaders.values());
        });
    }

    /** Waits until every replica of the topic is in sync. */
    public void awaitInSync(String topic) {
        Await.until(
                "all replicas of " + topic + " are in sync",
                IN_SYNC_WITHIN,
                () -> partitions(topic).stream()
                        .allMatch(partition -> partition.inSyncReplicas().length == partition.replicas().length));
    }

    /** The broker that is the active controller now; waits until there is one. */
    public KafkaBroker controller() {
        return Await.value("a controller is active", ADMIN_TIMEOUT, () -> {
            try (Admin admin = admin()) {
                int id = get(admin.describeMetadataQuorum().quorumInfo(), ANSWER_WITHIN, "describe the quorum")
                        .leaderId();
                return brokers.get(id);
            }
        });
    }

    /**
     * A new admin client; the caller closes it. While a broker hangs it may happen to begin with that one,
     * and then gets no answer at all: another is to be made.
     */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers(), "request.timeout.ms", "2000"));
    }

    /** Kills every node; data and logs stay. */
    @Override
    public void close() {
        brokers.values().forEach(KafkaBroker::close);
    }

    private void create(NewTopic wanted, int partitions) {
        try (Admin admin = admin()) {
            get(admin.createTopics(List.of(wanted)).all(), ADMIN_TIMEOUT, "create topic " + wanted.name());
        }
        Await.until(
                wanted.name() + " has " + partitions + " partitions",
                ADMIN_TIMEOUT,
                () -> leadersOf(wanted.name()).size() == partitions);
    }

    /** By partition; null for one that has none. */
    private Map<Integer, @Nullable KafkaBroker> leaders(String topic) {
        Map<Integer, @Nullable KafkaBroker> leaders = new TreeMap<>();
        for (PartitionInfo partition : partitions(topic)) {
            Node leader = partition.leader();
            leaders.put(partition.partition(), leader == null ? null : brokers.get(leader.id()));
        }
        return leaders;
    }

    /** As a consumer sees them: unlike a new admin client, it leaves a broker that hangs and asks another. */
    private List<PartitionInfo> partitions(String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers(),
                "request.timeout.ms", "2000",
                "allow.auto.create.topics", "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.partitionsFor(topic, ADMIN_TIMEOUT);
        }
    }

    private static <T> T get(@Nullable KafkaFuture<T> future, Duration within, String what) {
        try {
            return Objects.requireNonNull(future, what).get(within.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: " + what, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not " + what + ": " + e.getMessage(), e);
        }
    }
}
