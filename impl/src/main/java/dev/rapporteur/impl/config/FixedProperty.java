package dev.rapporteur.impl.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The properties of Kafka's client that the adapter sets itself, each with the reason. */
final class FixedProperty {

    private static final String GUARANTEE = "the order and the safety of reports depend on it";
    private static final String BOUNDS = "memory is bounded by memoryMaxBytes, and reports wait in the journal";
    private static final String BYTES = "reports are bytes already";
    private static final String ROUTING = "a report's partition is fixed in the journal before it is sent";

    /** By name, in the reference's order. */
    static final Map<String, String> REASONS = new TreeMap<>(Map.ofEntries(
            Map.entry("acks", GUARANTEE),
            Map.entry("enable.idempotence", GUARANTEE),
            Map.entry("max.in.flight.requests.per.connection", GUARANTEE),
            Map.entry("retries", GUARANTEE),
            Map.entry("delivery.timeout.ms", GUARANTEE),
            Map.entry("transactional.id", "the journal's identity names it"),
            Map.entry("transaction.timeout.ms", GUARANTEE),
            Map.entry("transaction.two.phase.commit.enable", GUARANTEE),
            Map.entry("key.serializer", BYTES),
            Map.entry("value.serializer", BYTES),
            Map.entry("max.block.ms", BOUNDS),
            Map.entry("buffer.memory", BOUNDS),
            Map.entry("max.request.size", "it follows from maxReportBytes and batchBytes"),
            Map.entry("partitioner.class", ROUTING),
            Map.entry("partitioner.ignore.keys", ROUTING),
            Map.entry("partitioner.adaptive.partitioning.enable", ROUTING),
            Map.entry("partitioner.availability.timeout.ms", ROUTING),
            Map.entry("interceptor.classes", "they would see reports before Kafka has them")));

    /** The setting that a property belongs to, by the property's name. */
    private static final Map<String, String> OWN_SETTING = ownSettings();

    private FixedProperty() {}

    /** What to say to an operator who sets this property in kafkaProperties; empty if it is free. */
    static Optional<String> complaint(String name) {
        String setting = OWN_SETTING.get(name);
        if (setting != null) {
            return Optional.of("has a setting of its own: " + setting);
        }
        return Optional.ofNullable(REASONS.get(name)).map(reason -> "is set by the adapter: " + reason);
    }

    private static Map<String, String> ownSettings() {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "client.id", Settings.CLIENT_ID.property(),
                "linger.ms", Settings.LINGER_MS.property(),
                "batch.size", Settings.BATCH_BYTES.property(),
                "ssl.endpoint.identification.algorithm", Settings.SSL_ENDPOINT_IDENTIFICATION.property()));
        for (Setting<?> setting : Settings.ALL) {
            String kafkaName = setting.kafkaName();
            if (kafkaName != null) {
                settings.put(kafkaName, setting.property());
            }
        }
        return settings;
    }
}
