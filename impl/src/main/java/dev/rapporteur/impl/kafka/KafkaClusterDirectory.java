package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.config.NewTopics;
import dev.rapporteur.impl.routing.ClusterDirectory;
import java.lang.System.Logger;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's topics by the Java client's Admin, whose describing never creates a topic. The client is made at the
 * first question, so that a cluster whose name can't even be resolved is only unreachable. For one thread.
 */
public final class KafkaClusterDirectory implements ClusterDirectory {

    private static final Logger LOG = System.getLogger(KafkaClusterDirectory.class.getName());
    /** Unanswered questions in a row, some seconds each. */
    private static final int NEW_CLIENT_AFTER = 20;

    private final EngineConfig config;
    private final Principal principal;
    private final AdminAccess admin;
    private int failures;

    /** For an engine's cluster. */
    public KafkaClusterDirectory(EngineConfig config) {
        this.config = config;
        this.principal = Principal.of(config.kafka());
        this.admin = new AdminAccess(config);
    }

    @Override
    public Map<String, Sighting> describe(Collection<String> topics) throws UnreachableException {
        Map<String, List<Integer>> leaders = new HashMap<>();
        Map<String, Sighting> sightings = new HashMap<>();
        ExecutionException unanswered = null;
        try {
            Map<String, KafkaFuture<TopicDescription>> answers =
                    admin.client().describeTopics(topics).topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
                try {
                    leaders.put(answer.getKey(), leaders(answer.getValue().get()));
                } catch (ExecutionException e) {
                    if (isOfCluster(e.getCause())) {
                        unanswered = e;
                    } else {
                        sightings.put(answer.getKey(), failed(answer.getKey(), e, principal));
                    }
                }
            }
            if (unanswered != null && leaders.isEmpty() && sightings.isEmpty()) {
                throw unanswered;
            }
            Map<String, OptionalInt> limits = limits(leaders.keySet());
            leaders.forEach((topic, ids) ->
                    sightings.put(topic, new Present(ids, limits.getOrDefault(topic, OptionalInt.empty()))));
            failures = 0;
            return sightings;
        } catch (KafkaException | ExecutionException e) {
            if (++failures % NEW_CLIENT_AFTER == 0 || AdminAccess.isFatal(e)) {
                close(); // the next question looks the bootstrap names up anew
            }
            throw unreachable("Kafka is away or does not let us in", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted while asking Kafka about " + topics, e);
        }
    }

    @Override
    public Sighting create(String topic) throws UnreachableException {
        NewTopics as = config.newTopics();
        try {
            admin.client()
                    .createTopics(List.of(new NewTopic(topic, as.partitions(), as.replication())))
                    .all()
                    .get();
            LOG.log(Logger.Level.INFO, "Topic \"{0}\" was missing and is created", topic);
        } catch (KafkaException | ExecutionException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            if (isOfCluster(cause)) {
                throw unreachable("Topic \"" + topic + "\" can't be created", e);
            }
            if (!(cause instanceof TopicExistsException)) {
                return new Absent(
                        "Topic \"" + topic + "\" does not exist in the cluster, and can't be created: " + text(e) + "."
                                + creationRemedy(cause),
                        false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted while creating topic \"" + topic + "\"", e);
        }
        return new Unclear("Topic \"" + topic + "\" is being created.");
    }

    @Override
    public void abandon() {
        admin.abandon();
    }

    @Override
    public void close() {
        admin.close();
    }

    private static List<Integer> leaders(TopicDescription topic) {
        return topic.partitions().stream()
                .map(TopicPartitionInfo::leader)
                .map(leader -> leader == null ? NO_LEADER : leader.id())
                .toList();
    }

    /** Whether the failure is the cluster's, and says nothing of the topic. */
    static boolean isOfCluster(@Nullable Throwable failure) {
        return !(failure instanceof ApiException)
                || failure instanceof TimeoutException
                || failure instanceof DisconnectException
                || failure instanceof NetworkException
                || failure instanceof AuthenticationException
                || failure instanceof UnsupportedVersionException;
    }

    /** What is wrong with one topic; the others of the same question are not concerned. */
    static Sighting failed(String topic, ExecutionException answer, Principal principal) {
        if (answer.getCause() instanceof AuthorizationException) {
            return new Absent(
                    "Topic \"" + topic + "\" is not authorised for " + principal
                            + ", or does not exist: create it if it is missing, and grant WRITE and DESCRIBE on it.",
                    false);
        }
        if (answer.getCause() instanceof UnknownTopicOrPartitionException) {
            return new Absent("Topic \"" + topic + "\" does not exist in the cluster: create it.", true);
        }
        if (answer.getCause() instanceof InvalidTopicException) {
            return new Absent("Topic \"" + topic + "\" does not exist in the cluster: create it.", false);
        }
        return new Unclear("Topic \"" + topic + "\" can't be described yet, and is asked for again: " + text(answer));
    }

    /** Each topic's max.message.bytes; left out where we may not read it. A wish: without it Kafka itself refuses. */
    private Map<String, OptionalInt> limits(Set<String> topics) throws InterruptedException {
        Map<String, OptionalInt> limits = new HashMap<>();
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<ConfigResource, KafkaFuture<Config>> answers =
                admin.client().describeConfigs(resources).values();
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> answer : answers.entrySet()) {
            try {
                limits.put(answer.getKey().name(), limit(answer.getValue().get()));
            } catch (ExecutionException e) {
                LOG.log(
                        Logger.Level.DEBUG,
                        "No max.message.bytes of {0}: {1}",
                        answer.getKey().name(),
                        text(e));
            }
        }
        return limits;
    }

    /** Brokers of other makes may leave it out, or its value. */
    static OptionalInt limit(Config config) {
        ConfigEntry limit = config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (limit == null || limit.value() == null) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(limit.value()));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private UnreachableException unreachable(String what, Exception failure) {
        Throwable cause =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        String remedy = cause instanceof RetriableException
                ? " Check that a broker is up and reachable there, and that its listener there speaks "
                        + config.kafka().getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT")
                        + ", as securityProtocol says."
                : Remedy.of(cause, principal);
        return new UnreachableException(
                what + ", beginning at " + config.kafka().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG) + ": "
                        + Causes.text(cause) + "." + remedy,
                failure);
    }

    private String creationRemedy(@Nullable Throwable cause) {
        return cause instanceof AuthorizationException
                ? " Create it, or grant CREATE on it or on the cluster to " + principal + "."
                : " Create it, or correct newTopicPartitions and newTopicReplication.";
    }

    private static String text(Exception e) {
        return Causes.text(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
    }
}
