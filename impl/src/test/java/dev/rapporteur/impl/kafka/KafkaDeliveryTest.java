package dev.rapporteur.impl.kafka;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.Report;
import dev.rapporteur.ReportId;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dispatch against a real broker: what it takes, what it refuses, and while it is away. */
class KafkaDeliveryTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;

    private Delivery delivery;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(directory)
                .property("broker.session.timeout.ms", "2000") // or a killed broker waits 9 s for its own ghost
                .property("broker.heartbeat.interval.ms", "500")
                .start();
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    @BeforeEach
    void open() {
        delivery = new Delivery(Delivery.config(kafka.bootstrapServers()));
    }

    @AfterEach
    void closeWithoutTrace() {
        delivery.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("rapporteur"));
        kafka.start();
    }

    @Test
    void shouldDeliverKeysHeadersTimestampsPayloadsAndTombstones() {
        kafka.createTopic("whole", 1);
        PartitionBuffer buffer = delivery.buffer("whole", 0);
        place(
                buffer,
                Report.to("whole")
                        .key("k1")
                        .payload("p1")
                        .header("a", "1")
                        .header("b", "2")
                        .header("a", "3")
                        .timestamp(Instant.ofEpochMilli(1_700_000_000_123L))
                        .build());
        place(buffer, Report.to("whole").key("k1").tombstone().build());
        delivery.ready(buffer);

        Reports.awaitDelivered(buffer);

        List<ConsumerRecord<byte[], byte[]>> records = read("whole");
        assertThat(records).hasSize(2);
        ConsumerRecord<byte[], byte[]> first = records.get(0);
        assertThat(first.key()).asString().isEqualTo("k1");
        assertThat(first.value()).asString().isEqualTo("p1");
        assertThat(first.timestamp()).isEqualTo(1_700_000_000_123L);
        assertThat(Arrays.stream(first.headers().toArray())
                        .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                        .toList())
                .startsWith("a=1", "b=2", "a=3")
                .last()
                .asString()
                .matches("report-id=[0-9a-f]{16}-[0-9a-f]{16}");
        assertThat(ReportId.parse(
                        new String(first.headers().lastHeader(ReportId.HEADER).value(), StandardCharsets.UTF_8)))
                .isNotNull();
        assertThat(records.get(1).value()).isNull();
    }

    @Test
    void shouldKeepEachPartitionsOrderWhileTheBrokerIsStoppedAndStarted() {
        kafka.createTopic("outage", 3);
        PartitionBuffer[] buffers = delivery.buffers("outage", 3);
        for (int round = 0; round < 3; round++) {
            delivery.placeAll(buffers, 500);
            if (round == 1) {
                kafka.stop();
                delivery.placeAll(buffers, 500);
            }
        }
        kafka.start();
        delivery.placeAll(buffers, 500);

        Reports.awaitDelivered(buffers);

        Reports.assertOnce(kafka, buffers);
    }

    @Test
    void shouldKeepEachPartitionsOrderWhenTheBrokerIsKilledUnderLoad() {
        kafka.createTopic("killed", 3);
        PartitionBuffer[] buffers = delivery.buffers("killed", 3);
        delivery.placeAll(buffers, 50_000);
        Await.until("some are delivered", SOON, () -> buffers[0].deliveredSequence() > 0);
        kafka.broker(1).kill();
        kafka.start();

        Reports.awaitDelivered(buffers);

        Reports.assertOnce(kafka, buffers);
    }

    @Test
    void shouldDeliverWhatWasThereBeforeKafkaWas() {
        kafka.createTopic("late", 1);
        kafka.stop();
        PartitionBuffer buffer = delivery.buffer("late", 0);
        place(buffer, 100);
        delivery.ready(buffer);
        Await.until("the partition says that it stands still", SOON, () -> buffer.held() != null);

        kafka.start();
        Reports.awaitDelivered(buffer);

        Reports.assertOnce(kafka, buffer);
        assertThat(buffer.held()).isNull();
    }

    @Test
    void shouldParkAReportThatIsTooLargeWhileItsPartitionAndNeighboursFlow() {
        kafka.createTopic("large", 2, Map.of("max.message.bytes", "2000"));
        PartitionBuffer spoilt = delivery.buffer("large", 0);
        PartitionBuffer neighbour = delivery.buffer("large", 1);
        place(spoilt, 10);
        place(spoilt, "10" + " ".repeat(5_000));
        place(spoilt, "11");
        place(neighbour, 1_000);
        delivery.ready(spoilt, neighbour);

        Reports.awaitDelivered(spoilt, neighbour);

        assertThat(delivery.parked()).containsOnlyKeys("10");
        assertThat(delivery.parked().get("10")).contains("large-0", "RecordTooLarge", "max.message.bytes");
        assertThat(payloads("large", 0)).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "11");
        Reports.assertOnce(kafka, neighbour);
        assertThat(spoilt.held()).isNull();
    }

    @Test
    void shouldParkTheOneReportThatSpoilsItsWholeBatchAndKeepOrder() {
        kafka.createTopic("spoilt", 2, Map.of("message.timestamp.before.max.ms", "3600000"));
        PartitionBuffer spoilt = delivery.buffer("spoilt", 0);
        PartitionBuffer neighbour = delivery.buffer("spoilt", 1);
        placeAt(spoilt, 20, Instant.now());
        placeAt(spoilt, 1, Instant.ofEpochMilli(1));
        placeAt(spoilt, 500, Instant.now());
        placeAt(neighbour, 500, Instant.now());
        delivery.ready(spoilt, neighbour);

        Reports.awaitDelivered(spoilt, neighbour);

        assertThat(delivery.parked()).containsOnlyKeys("20");
        assertThat(delivery.parked().get("20")).contains("spoilt-0", "InvalidTimestamp");
        assertThat(payloads("spoilt", 0))
                .isEqualTo(numbers(521).stream()
                        .filter(number -> !number.equals("20"))
                        .toList());
        Reports.assertOnce(kafka, neighbour);
    }

    @Test
    void shouldWaitForATopicThatIsCreatedLater() {
        PartitionBuffer buffer = delivery.buffer("created-later", 1);
        delivery.topics().follow("created-later");
        place(buffer, 10);
        delivery.ready(buffer);
        Await.until("the partition is held", SOON, () -> buffer.held() != null);

        kafka.createTopic("created-later", 2);
        Reports.awaitDelivered(buffer);

        Reports.assertOnce(kafka, buffer);
    }

    @Test
    void shouldHoldAPartitionThatTheTopicDoesNotHave() {
        kafka.createTopic("few", 1);
        delivery.topics().follow("few");
        PartitionBuffer there = delivery.buffer("few", 0);
        PartitionBuffer beyond = delivery.buffer("few", 7);
        place(there, 10);
        place(beyond, 10);
        delivery.ready(there, beyond);

        Reports.awaitDelivered(there);
        Await.until("the partition is held", SOON, () -> beyond.held() != null);

        assertThat(beyond.held()).contains("\"few\"", "no partition 7");
        Reports.assertOnce(kafka, there);
    }

    @Test
    void shouldGiveBackTheClientsMemoryWhenATopicIsDeleted() throws ExecutionException, InterruptedException {
        kafka.createTopic("deleted", 1);
        kafka.createTopic("stays", 1);
        PartitionBuffer deleted = delivery.buffer("deleted", 0);
        PartitionBuffer stays = delivery.buffer("stays", 0);
        delivery.topics().follow("deleted");
        place(deleted, 10);
        delivery.ready(deleted);
        Reports.awaitDelivered(deleted);

        kafka.deleteTopics("deleted");
        place(deleted, 10);
        place(stays, 10);
        delivery.ready(deleted, stays);
        Reports.awaitDelivered(stays);
        Await.until("the partition is held", SOON, () -> deleted.held() != null);

        assertThat(deleted.size()).isEqualTo(10);
    }

    @Test
    void shouldTellPartitionsAndLimits() {
        kafka.createTopic("described", 5, Map.of("max.message.bytes", "4321"));

        assertThat(delivery.topics().partitionsFor("described")).containsExactly(0, 1, 2, 3, 4);
        assertThat(delivery.topics().maxMessageBytes("described")).isEqualTo(4321);
    }

    private static void placeAt(PartitionBuffer buffer, int count, Instant timestamp) {
        for (int i = 0; i < count; i++) {
            place(
                    buffer,
                    Report.to(buffer.id().topic())
                            .payload(Long.toString(buffer.nextSequence()))
                            .timestamp(timestamp)
                            .build());
        }
    }

    private static List<String> payloads(String topic, int partition) {
        return read(topic).stream()
                .filter(each -> each.partition() == partition)
                .map(each -> new String(each.value(), StandardCharsets.UTF_8).strip())
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return TopicReader.readAll(kafka.bootstrapServers(), topic, SOON);
    }

    private static List<String> numbers(long count) {
        return LongStream.range(0, count).mapToObj(Long::toString).toList();
    }
}
