package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.LinkMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.AdminClientConfig;
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

    private static final int ADMIN_TIMEOUT_MS = 5_000;
    private static final int RECONNECT_AT_LEAST_EVERY_MS = 5_000;

    private static final AtomicLong USES = new AtomicLong();

    private ClientSettings() {}

    /** What a link may be given at once. */
    public static LinkMemory linkMemory(EngineConfig config) {
        int maxReportBytes = config.maxReportBytes() + REPORT_OVERHEAD;
        long needed = 4L * (config.batchBytes() + maxReportBytes) + 4L * MIB;
        return new LinkMemory(Math.max(LINK_MEMORY, needed), config.batchBytes(), maxReportBytes);
    }

    static Map<String, Object> producer(EngineConfig config, int broker) {
        LinkMemory memory = linkMemory(config);
        Map<String, Object> properties = common(config, "dispatch-" + broker);
        properties.putAll(FIXED);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, config.lingerMs());
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, config.batchBytes());
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, memory.bytes());
        properties.put(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.max(memory.maxReportBytes(), 2 * config.batchBytes()));
        return properties;
    }

    static Map<String, Object> admin(EngineConfig config) {
        return admin(config, "metadata", ADMIN_TIMEOUT_MS);
    }

    /** Of the client that asks single brokers whether they are there. */
    static Map<String, Object> probe(EngineConfig config) {
        return admin(config, "probe", Math.toIntExact(config.brokerTimeout().toMillis()));
    }

    private static Map<String, Object> admin(EngineConfig config, String use, int timeoutMs) {
        Map<String, Object> properties = common(config, use);
        properties.keySet().retainAll(AdminClientConfig.configNames());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs);
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
