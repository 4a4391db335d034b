package dev.rapporteur.benchmarks.relay;

import java.util.Map;
import java.util.TreeMap;

/** How every bare producer of these benchmarks is set: nothing lost, and batches as large as the adapter's. */
public final class DurableProducer {

    private static final int BATCH_BYTES = 128 * 1024;

    /** A batch for each of 1,000 partitions, and as many under way. */
    private static final long BUFFER_BYTES = 2 * 1000L * BATCH_BYTES;

    private DurableProducer() {}

    /**
     * Of a producer of bytes.
     *
     * @param others besides those that all have
     */
    public static Map<String, Object> settings(String bootstrapServers, Map<String, Object> others) {
        Map<String, Object> settings = new TreeMap<>(others);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("linger.ms", "5");
        settings.put("batch.size", Integer.toString(BATCH_BYTES));
        settings.put("buffer.memory", Long.toString(BUFFER_BYTES));
        return settings;
    }
}
