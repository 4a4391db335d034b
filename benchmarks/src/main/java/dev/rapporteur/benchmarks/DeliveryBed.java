package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.kafka.ClientPropertyNames;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A cluster and engines that deliver to it, each with a journal of its own. For one thread, the engines apart. */
final class DeliveryBed implements AutoCloseable {

    /** What engines are compared in. */
    enum Guarantee {
        EXACTLY_ONCE("exactly once"),
        AT_LEAST_ONCE("at least once");

        private final String label;

        Guarantee(String label) {
            this.label = label;
        }

        /** As a table's row names it. */
        String label() {
            return label;
        }
    }

    private static final Map<String, String> QUICK_CLEANUP = Map.of("log.retention.check.interval.ms", "5000");

    private static final long JOURNAL_MAX_BYTES = 4L << 30;

    private final Path directory;
    private final MarkerBed bed;
    private final Map<String, Engine> engines = new LinkedHashMap<>();

    private DeliveryBed(Path directory, MarkerBed bed) {
        this.directory = directory;
        this.bed = bed;
    }

    static DeliveryBed start(Path directory, int brokers) {
        MarkerBed bed = MarkerBed.start(directory.resolve("kafka"), brokers, QUICK_CLEANUP);
        try {
            bed.awaitReplicas();
            return new DeliveryBed(directory, bed);
        } catch (RuntimeException e) {
            bed.close();
            throw e;
        }
    }

    MarkerBed bed() {
        return bed;
    }

    String bootstrapServers() {
        return bed.kafka().bootstrapServers();
    }

    /** The engine of this name, which delivers so; opened when it is first asked for. */
    Engine engine(String name, Guarantee guarantee, String compression) {
        return engines.computeIfAbsent(
                name, absent -> Engine.open(config(name, guarantee, compression, JOURNAL_MAX_BYTES)));
    }

    /** Of an engine that the caller opens. */
    EngineConfig config(String name, Guarantee guarantee, String compression, long journalMaxBytes) {
        return EngineConfig.read(
                Map.of(
                        "name", name,
                        "nodeName", "benchmarks",
                        "bootstrapServers", bootstrapServers(),
                        "journalDirectory", directory.resolve(name).toString(),
                        "journalMaxBytes", Long.toString(journalMaxBytes),
                        "deliveryGuarantee", guarantee.name(),
                        "compressionType", compression),
                new ClientPropertyNames());
    }

    /** Closes those that {@link #engine} has opened. */
    void closeEngines() {
        engines.values().forEach(Engine::close);
        engines.clear();
    }

    @Override
    public void close() {
        closeEngines();
        bed.close();
    }
}
