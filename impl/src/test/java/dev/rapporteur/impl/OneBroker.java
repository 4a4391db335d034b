package dev.rapporteur.impl;

import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One broker for all tests of a class: before each it runs, and has no topic but Kafka's own. */
final class OneBroker implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    private static final Path LOGS = Path.of("target", "one-broker");

    private @Nullable KafkaCluster kafka;

    KafkaCluster kafka() {
        return Objects.requireNonNull(kafka, "no test of the class runs");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Files.createDirectories(LOGS);
        Path directory =
                Files.createTempDirectory(LOGS, context.getRequiredTestClass().getSimpleName());
        kafka = KafkaCluster.in(directory).start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        kafka().start();
        kafka().deleteAllTopics();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (kafka != null) {
            kafka.close();
        }
    }
}
