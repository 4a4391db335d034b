package dev.rapporteur.impl;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.kafka.ClientPropertyNames;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Configurations of engines under test. */
final class EngineConfigs {

    private EngineConfigs() {}

    /**
     * With a journal of 16 MiB in small segments, in {@code journal} of the directory.
     *
     * @param more what the test sets besides, or otherwise
     */
    static EngineConfig small(String name, String bootstrapServers, Path directory, Map<String, String> more) {
        Map<String, String> texts = new HashMap<>(Map.of(
                "name", name,
                "nodeName", "node-1",
                "bootstrapServers", bootstrapServers,
                "journalDirectory", directory.resolve("journal").toString(),
                "journalMaxBytes", "16777216",
                "segmentBytes", "2097152",
                "transactionMemoryBytes", "1048576"));
        texts.putAll(more);
        return EngineConfig.read(texts, new ClientPropertyNames());
    }
}
