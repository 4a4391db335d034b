package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic that is deleted and created again with fewer partitions, in a whole engine with a real broker. */
class EngineShrunkTopicTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String TOPIC = "payments";
    private static final int PARTITIONS = 3;

    @TempDir
    Path directory;

    private KafkaCluster kafka;
    private Engine engine;
    private volatile boolean sending;
    private volatile long sent;

    @BeforeEach
    void open() {
        kafka = KafkaCluster.in(directory.resolve("kafka")).start();
        kafka.createTopic(TOPIC, PARTITIONS);
        engine = Engine.open(config());
    }

    @AfterEach
    void close() {
        sending = false;
        engine.close();
        kafka.close();
    }

    private EngineConfig config() {
        return EngineConfigs.small(
                "shrunk-test", kafka.bootstrapServers(), directory, Map.of("journalMaxBytes", "67108864"));
    }

    @Test
    void shouldHoldWhatIsOfLostPartitionsSayItAndDeliverItOnceInOrderWhenTheyAreBack() throws Exception {
        Thread sender = new Thread(this::sendUntilStopped, "sender");
        sending = true;
        sender.start();
        Await.until(
                "each partition has some",
                SOON,
                () -> LongStream.range(0, PARTITIONS)
                        .allMatch(partition -> !numbers((int) partition).isEmpty()));

        kafka.deleteTopics(TOPIC);
        Await.until("it is missed", SOON, () -> held().contains(TOPIC));
        kafka.createTopic(TOPIC, 1);
        Await.until("what is left is delivered", SOON, () -> !numbers(0).isEmpty());
        Await.until("the lost ones are named", SOON, () -> held().contains("partitions 1 to 2 of it are lost"));
        sending = false;
        sender.join();
        Await.until("the last of what is left is read", SOON, () -> numbers(0).contains(lastOf(0)));

        assertThat(held())
                .contains("has 1 partitions and had 3", "--alter --topic payments --partitions 3")
                .containsPattern("[1-9]\\d* reports of partition 1, [1-9]\\d* reports of partition 2 wait there")
                .contains(
                        "Partition payments-1 is held: Topic \"payments\" has 1 partitions, and no partition 1 any more",
                        "Partition payments-2 is held: Topic \"payments\" has 1 partitions, and no partition 2 any more");
        long waiting = engine.statistics().reportsWaiting();
        engine.close();
        engine = Engine.open(config());
        assertThat(engine.statistics().reportsWaiting()).isEqualTo(waiting);
        Await.until("they are named again", SOON, () -> held().contains("partitions 1 to 2 of it are lost"));

        try (Admin admin = kafka.admin()) {
            admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(PARTITIONS)))
                    .all()
                    .get();
        }

        Await.until("all are delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<Long> numbers = numbers(partition);
            assertThat(numbers)
                    .as("partition %d: all from its first on, once, in order", partition)
                    .containsExactlyElementsOf(
                            LongStream.iterate(numbers.get(0), number -> number <= sent, number -> number + PARTITIONS)
                                    .boxed()
                                    .toList());
        }
        Await.until("nothing is held", SOON, () -> engine.statistics().held().isEmpty());
    }

    private void sendUntilStopped() {
        long number = 0;
        while (sending) {
            Branch branch = engine.begin();
            branch.sendTo(
                    TOPIC, (int) (number % PARTITIONS), Long.toString(number).getBytes(UTF_8));
            branch.commit();
            sent = number++;
        }
    }

    private long lastOf(int partition) {
        return LongStream.rangeClosed(sent - PARTITIONS + 1, sent)
                .filter(number -> number % PARTITIONS == partition)
                .findFirst()
                .orElseThrow();
    }

    private String held() {
        return engine.statistics().held().toString();
    }

    /** Those that a partition has, as often as it has them. */
    private List<Long> numbers(int partition) {
        return TopicReader.readAll(kafka.bootstrapServers(), TOPIC, SOON).stream()
                .filter(record -> record.partition() == partition)
                .map(record -> Long.parseLong(new String(record.value(), UTF_8)))
                .toList();
    }
}
