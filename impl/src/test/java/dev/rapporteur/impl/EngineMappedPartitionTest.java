package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.config.DeliveryGuarantee;
import dev.rapporteur.impl.monitor.HeldPartitionsMXBean;
import dev.rapporteur.impl.monitor.MappingView;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lost partitions that an operator maps to another one over JMX, in a whole engine with a real broker. */
class EngineMappedPartitionTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String NAME = "mapped-test";
    private static final String TOPIC = "payments";
    private static final int PARTITIONS = 3;
    private static final int MANY = 90;

    @TempDir
    Path directory;

    private KafkaCluster kafka;
    private Engine engine;
    private DeliveryGuarantee guarantee = DeliveryGuarantee.EXACTLY_ONCE;
    private long sent;
    /** The first number that was sent when the topic was known to be deleted. */
    private long waiting;

    @BeforeEach
    void start() {
        kafka = KafkaCluster.in(directory.resolve("kafka")).start();
        kafka.createTopic(TOPIC, PARTITIONS);
        engine = open();
    }

    @AfterEach
    void close() {
        engine.close();
        kafka.close();
    }

    private Engine open() {
        return Engine.open(EngineConfigs.small(
                NAME,
                kafka.bootstrapServers(),
                directory,
                Map.of("journalMaxBytes", "67108864", "deliveryGuarantee", guarantee.name())));
    }

    private void openAgain() {
        engine.close();
        engine = open();
    }

    private HeldPartitionsMXBean bean() {
        return Beans.of(NAME, "HeldPartitions", HeldPartitionsMXBean.class);
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendWhatIsOfLostPartitionsInOrderToWhereTheyAreMapped(DeliveryGuarantee wanted) throws Exception {
        guarantee = wanted;
        openAgain();
        shrinkToOnePartition();

        assertThatThrownBy(() -> bean().mapPartition(TOPIC, 1, 0, " ")).hasMessageContaining("needs a reason");
        assertThatThrownBy(() -> bean().mapPartition(TOPIC, 0, 1, "why")).hasMessageContaining("payments-0 is there");
        bean().mapPartition(TOPIC, 1, 0, "not needed any more");
        bean().mapPartition(TOPIC, 2, 0, "not needed any more");

        awaitIn(0, 0, 1, 2);
        send();
        awaitIn(0, 0, 1, 2);
        assertThat(held()).isEqualTo("[]");
        assertThat(bean().getMappings()).extracting(MappingView::getFrom).containsExactly(1, 2);

        openAgain();
        send();
        awaitIn(0, 0, 1, 2);

        try (Admin admin = kafka.admin()) {
            admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(PARTITIONS)))
                    .all()
                    .get();
        }
        Await.until("they are back", SOON, () -> held().contains("Partition payments-1 is there again"));
        assertThat(held()).contains("to partition 0, to which an operator has mapped it", "endMapping");
        send();
        awaitIn(0, 0, 1, 2);
        assertThat(numbers(1, 1)).isEmpty();

        long ended = sent;
        bean().endMapping(TOPIC, 1, "it is back");
        Await.until("what comes later is in its own", SOON, () -> {
            send(); // what was on its way went where it was mapped to
            return !numbers(1, 1).isEmpty();
        });
        awaitIn(0, 0, 2);
        Await.until("the last is there", SOON, () -> numbers(1, 1).contains(sent - 2));
        assertThat(Stream.concat(numbers(0, 1).stream(), numbers(1, 1).stream()))
                .containsExactlyElementsOf(numbersSent(1, waiting));
        assertThat(numbers(1, 1)).allSatisfy(number -> assertThat(number).isGreaterThanOrEqualTo(ended));
        assertThat(held()).contains("Partition payments-2 is there again").doesNotContain("Partition payments-1");
    }

    private void shrinkToOnePartition() throws Exception {
        send();
        Await.until("all are delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);
        kafka.deleteTopics(TOPIC);
        Await.until("it is gone", SOON, () -> kafkaHasNot(TOPIC));
        send(); // what nobody sends, nobody misses
        Await.until("it is missed", SOON, () -> held().contains(TOPIC));
        waiting = sent;
        send();
        kafka.createTopic(TOPIC, 1);
        Await.until("the lost ones are named", SOON, () -> held().contains("partitions 1 to 2 of it are lost"));
        assertThat(held()).contains("mapPartition of the management bean");
        awaitIn(0, 0);
    }

    private boolean kafkaHasNot(String topic) {
        try (Admin admin = kafka.admin()) {
            return !admin.listTopics().names().get().contains(topic);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void send() {
        for (int i = 0; i < MANY; i++) {
            Branch branch = engine.begin();
            branch.sendTo(TOPIC, (int) (sent % PARTITIONS), Long.toString(sent).getBytes(UTF_8));
            branch.commit();
            sent++;
        }
    }

    private String held() {
        return engine.statistics().held().toString();
    }

    /** All of these partitions since the topic was made anew are in that one, in their order, each once. */
    private void awaitIn(int in, int... of) {
        for (int from : of) {
            List<Long> all = numbersSent(from, waiting);
            Await.until("all of partition " + from + " are there", SOON, () -> {
                List<Long> there = numbers(in, from);
                return !there.isEmpty() && there.get(there.size() - 1).equals(all.get(all.size() - 1));
            });
            assertThat(numbers(in, from)).as("of partition %d, in order", from).isEqualTo(all);
        }
    }

    private List<Long> numbersSent(int of, long from) {
        return LongStream.range(from, sent)
                .filter(number -> number % PARTITIONS == of)
                .boxed()
                .toList();
    }

    /** Those of a partition that are in another one, in their order. */
    private List<Long> numbers(int in, int of) {
        return TopicReader.readAll(kafka.bootstrapServers(), TOPIC, SOON).stream()
                .filter(record -> record.partition() == in)
                .map(record -> Long.parseLong(new String(record.value(), UTF_8)))
                .filter(number -> number % PARTITIONS == of && number >= waiting)
                .toList();
    }
}
