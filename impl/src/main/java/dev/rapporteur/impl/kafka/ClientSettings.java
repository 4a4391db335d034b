package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.LinkMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Kafka's client properties, made from an engine's settings. The guarantees stand on some of them: those are ours alone. */
public final class ClientSettings {

    /** What nobody may set but us: the configuration refuses them. */
    private static final Map<String, Object> FIXED = Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            // One batch of a partition on its way: see KafkaBrokerLink's word on order.
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1,
            // As good as for ever (24 days): an outage is waited out in the client, not turned into failed reports.
            ProducerConfig.RETRIES_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Integer.MAX_VALUE,
            // Never block: what can't be taken at once is put back (SendFailure.Kind.NOT_YET).
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            0);

    private static final int MIB = 1024 * 1024;
    private static final long LINK_MEMORY = 32L * MIB;
    /** Names, lengths and what else a report has besides the bytes that are counted against its limit. */
    private static final int REPORT_OVERHEAD = MIB;

    /**
     * After this the coordinator aborts what is open: readers of committed records wait as long for what a killed process left. More
     * than broker.session.timeout.ms is by default (9 s), and the time that leaders then take to move: so long everything that has a
     * sick broker among its replicas stands still, and a transaction that outlives that goes on by itself.
     */
    private static final int TRANSACTION_TIMEOUT_MS = 15_000;

    /** See KafkaTransactionalLink's word on order. */
    private static final int IN_FLIGHT_WITH_TRANSACTIONS = 5;
    /** A hung broker that is asked first is waited for so long, by each new client. */
    private static final int REQUEST_TIMEOUT_MS = 5_000;
    /** A partition that was added is only sent to when the client knows it, and it can't be told to look. */
    private static final int METADATA_MAX_AGE_MS = 10_000;
    /** At first; doubled each time. A transaction that begins before Kafka is done with the last one is refused for a moment. */
    private static final int RETRY_BACKOFF_MS = 10;
    /** What markers may take of the client's buffer: whole batches, of one partition most often. */
    private static final int MARKER_BATCHES = 16;

    private static final int READER_WAIT_MS = 50;

    private static final int ADMIN_TIMEOUT_MS = 5_000;
    /**
     * A client prefers the connection whose first answer it waits for (see AdminAccess); with a hung broker it gives that up after
     * this time, if a question is still due then. So it must be well below {@link #ADMIN_TIMEOUT_MS}.
     */
    private static final int ANSWER_TIMEOUT_MS = 1_500;

    private static final int RECONNECT_AT_LEAST_EVERY_MS = 5_000;

    private static final AtomicLong USES = new AtomicLong();

    private ClientSettings() {}

    /** What a link may be given at once. */
    public static LinkMemory linkMemory(EngineConfig config) {
        int maxReportBytes = config.maxReportBytes() + REPORT_OVERHEAD;
        long needed = 4L * (config.batchBytes() + maxReportBytes) + 4L * MIB;
        return new LinkMemory(Math.max(LINK_MEMORY, needed), config.batchBytes(), maxReportBytes);
    }

    static Map<String, Object> producer(EngineConfig config, String use) {
        LinkMemory memory = linkMemory(config);
        Map<String, Object> properties = common(config, use);
        properties.putAll(FIXED);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, config.lingerMs());
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, config.batchBytes());
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, memory.bytes());
        properties.put(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.max(memory.maxReportBytes(), 2 * config.batchBytes()));
        return properties;
    }

    /**
     * A report that is older than its transaction may be is of no use, so delivery.timeout.ms is the transaction's timeout, or
     * what the client's least is (linger.ms and request.timeout.ms). It is what ends a report of a partition that does not take
     * it, for want of replicas for example, while its broker answers otherwise.
     */
    static Map<String, Object> transactional(EngineConfig config, String transactionalId) {
        Map<String, Object> properties = producer(config, transactionalId);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, IN_FLIGHT_WITH_TRANSACTIONS);
        properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        properties.putIfAbsent(ProducerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        properties.putIfAbsent(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_BACKOFF_MS);
        long least = config.lingerMs()
                + Long.parseLong(
                        properties.get(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG).toString());
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int)
                Math.min(Integer.MAX_VALUE, Math.max(TRANSACTION_TIMEOUT_MS, least)));
        properties.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                linkMemory(config).bytes() + (long) MARKER_BATCHES * config.batchBytes());
        return properties;
    }

    /** Reads all of a topic, and is of no group. */
    static Map<String, Object> reader(EngineConfig config) {
        Map<String, Object> properties = common(config, "progress");
        properties.keySet().retainAll(ConsumerConfig.configNames());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_TIMEOUT_MS);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        // Closing waits for the fetch under way.
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, READER_WAIT_MS);
        return properties;
    }

    static Map<String, Object> admin(EngineConfig config) {
        return admin(config, "metadata", ADMIN_TIMEOUT_MS, ANSWER_TIMEOUT_MS);
    }

    /** Of the client that asks single brokers whether they are there. */
    static Map<String, Object> probe(EngineConfig config) {
        int timeoutMs = Math.toIntExact(config.brokerTimeout().toMillis());
        return admin(config, "probe", timeoutMs, Math.min(ANSWER_TIMEOUT_MS, Math.max(1, timeoutMs / 3)));
    }

    private static Map<String, Object> admin(EngineConfig config, String use, int timeoutMs, int requestTimeoutMs) {
        Map<String, Object> properties = common(config, use);
        properties.keySet().retainAll(AdminClientConfig.configNames());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, requestTimeoutMs);
        // Rebootstrapping, the client's default, logs a thousand lines a second while no broker answers;
        // KafkaClusterDirectory makes a new client instead.
        properties.put(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        return properties;
    }

    private static Map<String, Object> common(EngineConfig config, String use) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_AT_LEAST_EVERY_MS);
        properties.putAll(config.kafka());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, config.clientId() + "-" + use + "-" + USES.incrementAndGet());
        return properties;
    }
}
