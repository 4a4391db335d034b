package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.ProgressTopic;
import dev.rapporteur.impl.dispatch.UnansweredException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** The progress topic by the Java client's Admin, which never has it created by a broker's default. For one thread. */
final class KafkaProgressTopic implements ProgressTopic, AutoCloseable {

    /** More than brokers, so that each leads some after brokers have come and gone. */
    public static final int PARTITIONS = 12;

    private static final Logger LOG = System.getLogger(KafkaProgressTopic.class.getName());
    private static final int USUAL_REPLICATION = 3;
    /** A marker that was confirmed outlives a broker. */
    private static final String MIN_IN_SYNC = "2";

    private static final Map<String, String> SETTINGS = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            // The active segment is never compacted, and all of the topic is read at each start.
            TopicConfig.SEGMENT_MS_CONFIG,
            Long.toString(Duration.ofHours(1).toMillis()),
            TopicConfig.SEGMENT_BYTES_CONFIG,
            Integer.toString(16 << 20));

    private final String name;
    private final int partitions;
    private final short replication;
    private final AdminAccess admin;

    /**
     * For an engine's cluster.
     *
     * @param name the topic's
     * @param partitions how many it is made with
     * @param replication likewise; 0: as many as there are brokers, three at most
     */
    public KafkaProgressTopic(EngineConfig config, String name, int partitions, short replication) {
        this(new AdminAccess(config), name, partitions, replication);
    }

    /** By a client that others on the same thread may use, too; closed with this. */
    KafkaProgressTopic(AdminAccess admin, String name, int partitions, short replication) {
        this.name = name;
        this.partitions = partitions;
        this.replication = replication;
        this.admin = admin;
    }

    @Override
    public void ensure(Duration within) throws UnfitException, UnansweredException {
        long deadline = AdminAccess.deadline(within);
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        try {
            TopicDescription unused = TopicLeaders.describe(admin, name, deadline);
        } catch (UnansweredException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw unfitIfForbidden(e, "DESCRIBE");
            }
            create(deadline);
        }
        try {
            Config config = admin.await(
                    "describe the settings of " + this,
                    Objects.requireNonNull(admin.ask("describe " + this, asked -> asked.describeConfigs(List.of(topic)))
                            .values()
                            .get(topic)),
                    deadline);
            check(config);
        } catch (UnansweredException e) {
            throw unfitIfForbidden(e, "DESCRIBE_CONFIGS");
        }
    }

    @Override
    public String clusterId(Duration within) throws UnansweredException {
        return admin.await(
                "tell its id",
                admin.ask("tell its id", asked -> asked.describeCluster()).clusterId(),
                AdminAccess.deadline(within));
    }

    @Override
    public Leaders leaders(Duration within) throws UnansweredException {
        TopicDescription topic;
        try {
            topic = TopicLeaders.describe(admin, name, AdminAccess.deadline(within));
        } catch (UnansweredException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return new Leaders(Map.of(), 0, "");
            }
            if (e.getCause() instanceof AuthorizationException) {
                throw new UnansweredException(sentence(forbidden("DESCRIBE")), e);
            }
            throw e;
        }
        return new Leaders(
                TopicLeaders.of(topic),
                topic.partitions().size(),
                topic.topicId().toString());
    }

    private void create(long deadline) throws UnfitException, UnansweredException {
        short copies = replication(deadline);
        NewTopic wanted = new NewTopic(name, Optional.of(partitions), Optional.of(copies)).configs(settings(copies));
        try {
            admin.await(
                    "create " + this,
                    admin.ask("create " + this, asked -> asked.createTopics(List.of(wanted)))
                            .all(),
                    deadline);
            LOG.log(Logger.Level.INFO, "Topic \"{0}\" was missing and is created, for progress markers", name);
        } catch (UnansweredException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return; // another server's adapter was quicker
            }
            if (isOfTheWish(e.getCause())) {
                throw unfit("does not exist and can't be created: " + e.getMessage()
                        + (e.getCause() instanceof AuthorizationException
                                ? " Create it, or grant CREATE on it or on the cluster to " + admin.principal()
                                : ""));
            }
            throw e;
        }
    }

    private static Map<String, String> settings(short copies) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        if (copies >= USUAL_REPLICATION) { // with two, one that is away would stop all
            settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, MIN_IN_SYNC);
        }
        return settings;
    }

    private short replication(long deadline) throws UnansweredException {
        if (replication > 0) {
            return replication;
        }
        int brokers = admin.await(
                        "list its brokers",
                        admin.ask("list its brokers", asked -> asked.describeCluster())
                                .nodes(),
                        deadline)
                .size();
        return (short) Math.min(USUAL_REPLICATION, Math.max(1, brokers));
    }

    private void check(Config config) throws UnfitException {
        ConfigEntry policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
        String value = policy == null ? "" : String.valueOf(policy.value());
        if (!value.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw unfit("has cleanup.policy=" + value + ", so markers would be deleted in time. Set it to compact,"
                    + " without delete, or name another topic");
        }
    }

    private UnansweredException unfitIfForbidden(UnansweredException e, String permission) throws UnfitException {
        if (e.getCause() instanceof AuthorizationException) {
            throw unfit(forbidden(permission));
        }
        if (e.getCause() instanceof InvalidTopicException) {
            throw unfit("has a name that Kafka does not take");
        }
        return e;
    }

    private String forbidden(String permission) {
        return "may not be described: grant " + permission + " on it to " + admin.principal();
    }

    private static boolean isOfTheWish(@Nullable Throwable failure) {
        return failure instanceof AuthorizationException
                || failure instanceof InvalidReplicationFactorException
                || failure instanceof InvalidPartitionsException
                || failure instanceof InvalidTopicException
                || failure instanceof PolicyViolationException;
    }

    private UnfitException unfit(String what) {
        return new UnfitException(sentence(what));
    }

    private String sentence(String what) {
        return "The progress topic \"" + name + "\" " + what + (what.endsWith(".") ? "" : ".");
    }

    /** Does not wait for what is under way. */
    @Override
    public void close() {
        admin.close();
    }

    @Override
    public String toString() {
        return "topic \"" + name + "\"";
    }
}
