package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.PartitionerException;
import dev.rapporteur.ReportPartitioner;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A partitioner of somebody's own, in a whole engine with a real broker. */
public class EnginePartitionerTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static volatile boolean fails;

    /** The payload's first letter says which partition; can be told to fail. */
    public static class ByFirstLetter implements ReportPartitioner {
        @Override
        public int partition(String topic, @Nullable ByteBuffer key, @Nullable ByteBuffer payload, int partitions) {
            if (fails) {
                throw new IllegalStateException("no table");
            }
            return Objects.requireNonNull(payload).get() - 'a';
        }
    }

    @RegisterExtension
    static final OneBroker BROKER = new OneBroker();

    @TempDir
    Path directory;

    private Engine engine;

    @BeforeEach
    void open() {
        fails = false;
        engine = Engine.open(config(ByFirstLetter.class.getName()));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private EngineConfig config(String partitioner) {
        return EngineConfigs.small(
                "partitioner-test", BROKER.kafka().bootstrapServers(), directory, Map.of("partitioner", partitioner));
    }

    private void reopen(String partitioner) {
        engine.close();
        engine = Engine.open(config(partitioner));
    }

    @Test
    void shouldChooseForWhatWaitedAndForWhatIsSentLater() {
        send("c1");
        send("a1");
        send("c2");
        BROKER.kafka().createTopic("payments", 3);
        Await.until("what waited is read", SOON, () -> read().size() == 3);

        send("b1");
        send("c3");

        Await.until(
                "each is where it belongs",
                SOON,
                () -> read().equals(Map.of("a1", 0, "b1", 1, "c1", 2, "c2", 2, "c3", 2)));
        assertThat(inOrder(2)).containsExactly("c1", "c2", "c3");
        assertThat(engine.statistics().held()).isEmpty();
    }

    @Test
    void shouldRefuseASendForWhichNoneIsChosenAndKeepItsTransaction() {
        BROKER.kafka().createTopic("payments", 3);
        assertThat(engine.partitionsFor("payments")).hasSize(3);
        Branch branch = engine.begin();
        branch.send("payments", "a1".getBytes(UTF_8));

        assertThatThrownBy(() -> branch.send("payments", "x1".getBytes(UTF_8)))
                .isInstanceOf(PartitionerException.class)
                .hasMessageContaining("has chosen partition 23 of 0 to 2");
        branch.send("payments", "b1".getBytes(UTF_8));
        branch.commit();

        Await.until("what was taken is read", SOON, () -> read().equals(Map.of("a1", 0, "b1", 1)));
    }

    @Test
    void shouldHoldWhatWaitsWhileThePartitionerFailsAndDeliverItInOrderAfterwards() {
        send("c1");
        send("a1");
        fails = true;
        BROKER.kafka().createTopic("payments", 3);
        Await.until(
                "it says why nothing leaves",
                SOON,
                () -> engine.statistics().held().toString().contains("Topic \"payments\": 2 reports are held"));
        assertThat(engine.statistics().held().toString()).contains("no table", ByFirstLetter.class.getName());
        Branch explicit = engine.begin();
        explicit.sendTo("payments", 2, "c2".getBytes(UTF_8)); // names its partition, and stays behind those that wait
        explicit.commit();
        reopen(ByFirstLetter.class.getName());
        Await.until(
                "it says so again",
                SOON,
                () -> engine.statistics().held().toString().contains("no table"));
        assertThat(read()).isEmpty();

        fails = false;

        Await.until("all are read", SOON, () -> read().equals(Map.of("a1", 0, "c1", 2, "c2", 2)));
        assertThat(inOrder(2)).containsExactly("c1", "c2");
        Await.until("nothing is held", SOON, () -> engine.statistics().held().isEmpty());
    }

    @Test
    void shouldTakeKafkasHashForWhatStillWaitsWhenNoneIsConfiguredAnyMore() {
        send("x1");
        send("y1");
        BROKER.kafka().createTopic("payments", 1);
        Await.until(
                "it says why nothing leaves",
                SOON,
                () -> engine.statistics().held().toString().contains("has chosen partition 23"));

        reopen("");

        Await.until("both are read", SOON, () -> inOrder(0).equals(List.of("x1", "y1")));
    }

    private void send(String payload) {
        Branch branch = engine.begin();
        branch.send("payments", "key", payload.getBytes(UTF_8));
        branch.commit();
    }

    /** Payloads by partition. */
    private Map<String, Integer> read() {
        Map<String, Integer> read = new HashMap<>();
        TopicReader.readAll(BROKER.kafka().bootstrapServers(), "payments", SOON)
                .forEach(record -> read.put(new String(record.value(), UTF_8), record.partition()));
        return read;
    }

    private List<String> inOrder(int partition) {
        return TopicReader.readAll(BROKER.kafka().bootstrapServers(), "payments", SOON).stream()
                .filter(record -> record.partition() == partition)
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }
}
