package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.config.CreateTopics;
import dev.rapporteur.impl.config.NewTopics;
import dev.rapporteur.impl.routing.ClusterDirectory.Absent;
import dev.rapporteur.impl.routing.ClusterDirectory.Unclear;
import dev.rapporteur.impl.routing.TopicDirectory;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.TurnThread;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that are missing, and whether they are created, on a real broker. */
class TopicCreationTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final NewTopics THREE_PARTITIONS = missing(3, (short) 1);

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;

    private final Map<String, Integer> routes = new ConcurrentHashMap<>();
    private final Bell bell = new Bell();

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(directory)
                .property("auto.create.topics.enable", "false")
                .start();
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    @AfterEach
    void closeWithoutTrace() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("rapporteur"));
    }

    @Test
    void shouldCreateATopicThatReportsWaitFor() {
        TopicDirectory topics = directory(THREE_PARTITIONS, true);
        TurnThread thread = TurnThread.start("rapporteur-metadata-test", topics, bell);
        try {
            topics.follow("created");

            Await.until("a route of the created topic", SOON, () -> routes.containsKey("created"));
        } finally {
            topics.stop();
            assertThat(thread.join(SOON)).isTrue();
        }
        assertThat(routes).containsEntry("created", 3);
    }

    @Test
    void shouldCreateNoneThatHadPartitionsOnce() throws Exception {
        routes.put("deleted", 2);
        TopicDirectory topics = directory(THREE_PARTITIONS, true);
        topics.follow("deleted");
        try (KafkaClusterDirectory cluster = cluster(THREE_PARTITIONS)) {
            topics.turn();

            assertThat(cluster.describe(List.of("deleted")).get("deleted")).isInstanceOf(Absent.class);
        } finally {
            topics.stop();
            topics.turn();
        }
        assertThat(topics.troubles()).singleElement().asString().contains("\"deleted\" does not exist");
    }

    @Test
    void shouldSayWhyATopicCanNotBeCreated() throws Exception {
        try (KafkaClusterDirectory cluster = cluster(missing(1, (short) 3))) {
            assertThat(cluster.create("too-replicated"))
                    .isInstanceOfSatisfying(
                            Absent.class,
                            absent -> assertThat(absent.reason())
                                    .contains(
                                            "\"too-replicated\"",
                                            "can't be created",
                                            "InvalidReplicationFactor",
                                            "newTopicReplication"));
        }
    }

    @Test
    void shouldTakeATopicThatSomebodyElseHasJustCreatedForCreated() throws Exception {
        kafka.createTopic("taken", 5);
        try (KafkaClusterDirectory cluster = cluster(THREE_PARTITIONS)) {
            assertThat(cluster.create("taken")).isInstanceOf(Unclear.class);
        }
    }

    private static NewTopics missing(int partitions, short replication) {
        return new NewTopics(CreateTopics.MISSING, Optional.of(partitions), Optional.of(replication));
    }

    private static KafkaClusterDirectory cluster(NewTopics newTopics) {
        return new KafkaClusterDirectory(Delivery.config(kafka.bootstrapServers(), newTopics));
    }

    private TopicDirectory directory(NewTopics newTopics, boolean createMissing) {
        return new TopicDirectory(
                cluster(newTopics),
                topic -> routes.getOrDefault(topic, 0),
                (topic, partitions) -> {
                    routes.put(topic, partitions);
                    return true;
                },
                createMissing,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
                bell,
                () -> {});
    }
}
