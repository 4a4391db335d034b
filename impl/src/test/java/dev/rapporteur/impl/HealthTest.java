package dev.rapporteur.impl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.config.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine's statistics say is held, with Kafka away. */
class HealthTest {

    @TempDir
    Path temp;

    @Test
    void shouldSayOnceThatAFileIsQuarantined() throws IOException {
        Files.createFile(temp.resolve("quarantined-segment-0000000001.journal"));

        try (Engine engine = Engine.open(config())) {
            assertThat(engine.statistics().held())
                    .filteredOn(sentence -> sentence.contains("has quarantined"))
                    .hasSize(1);
        }
    }

    private EngineConfig config() {
        Map<String, String> texts = Map.of(
                "name", "health-test",
                "nodeName", "test",
                "bootstrapServers", "127.0.0.1:1",
                "journalDirectory", temp.toString(),
                "journalMaxBytes", "16777216",
                "segmentBytes", "2097152",
                "transactionMemoryBytes", "1048576",
                "stopTimeout", "0");
        return EngineConfig.read(texts, (name, value) -> Optional.empty());
    }
}
