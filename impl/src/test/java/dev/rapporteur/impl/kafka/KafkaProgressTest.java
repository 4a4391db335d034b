package dev.rapporteur.impl.kafka;

import static dev.rapporteur.impl.kafka.LinkLab.SOON;
import static dev.rapporteur.impl.kafka.LinkLab.await;
import static dev.rapporteur.impl.kafka.LinkLab.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.dispatch.Fencing;
import dev.rapporteur.impl.dispatch.Marker;
import dev.rapporteur.impl.dispatch.Markers;
import dev.rapporteur.impl.dispatch.ProgressTopic;
import dev.rapporteur.impl.dispatch.TransactionalLink.LostException;
import dev.rapporteur.impl.dispatch.UnansweredException;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Progress topic, its reader, and fencing, on a real broker. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KafkaProgressTest {

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;

    private LinkLab lab;
    private final PartitionId partition = new PartitionId("payments", 0);

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(directory).start();
        kafka.createTopic(LinkLab.PROGRESS, 3, Map.of("cleanup.policy", "compact"));
        kafka.createTopic("payments", 3);
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    @BeforeEach
    void open() {
        lab = new LinkLab(kafka);
    }

    @AfterEach
    void closeWithoutTrace() {
        lab.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("rapporteur"));
    }

    @Test
    void shouldMakeTheTopicCompactedAndTellWhoLeadsIt() throws Exception {
        try (KafkaProgressTopic topic = topic("made")) {
            topic.ensure(SOON);
            topic.ensure(SOON);

            Await.until(
                    "all have leaders",
                    SOON,
                    () -> topic.leaders(SOON).byPartition().size() == 12);
            assertThat(topic.leaders(SOON).ledBy(1)).hasValue(0);
            assertThat(topic.leaders(SOON).ledBy(2)).isEmpty();
            assertThat(topic.leaders(SOON).nearest(2)).isPresent();
        }
        ConfigResource made = new ConfigResource(ConfigResource.Type.TOPIC, "made");
        try (Admin admin = kafka.admin()) {
            Config config = Objects.requireNonNull(
                    admin.describeConfigs(List.of(made)).all().get().get(made));
            assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
            assertThat(config.get("segment.ms").value()).isEqualTo("3600000");
            assertThat(config.get("segment.bytes").value()).isEqualTo("16777216");
        }
    }

    @Test
    void shouldRefuseATopicThatForgets() {
        kafka.createTopic("forgets", 1);
        kafka.createTopic("forgets-too", 1, Map.of("cleanup.policy", "compact,delete"));
        try (KafkaProgressTopic topic = topic("forgets");
                KafkaProgressTopic both = topic("forgets-too")) {
            assertThatThrownBy(() -> topic.ensure(SOON))
                    .isInstanceOf(ProgressTopic.UnfitException.class)
                    .hasMessageContainingAll("\"forgets\"", "cleanup.policy=delete", "Set it to compact");
            assertThatThrownBy(() -> both.ensure(SOON)).isInstanceOf(ProgressTopic.UnfitException.class);
        }
    }

    @Test
    void shouldSayWhyTheTopicCanNotBeMade() {
        try (KafkaProgressTopic topic = new KafkaProgressTopic(lab.config, "three-times", 12, (short) 3)) {
            assertThatThrownBy(() -> topic.ensure(SOON))
                    .isInstanceOf(ProgressTopic.UnfitException.class)
                    .hasMessageContainingAll("three-times", "can't be created", "eplication");
        }
    }

    @Test
    void shouldFindTheOneThatCountsOfEachIncarnation() throws Exception {
        MeasuredLink link = lab.begun("furthest");
        assertThat(link.mark(partition, new Marker("a", 1, 0, 500), 0)).isNull();
        assertThat(link.mark(partition, new Marker("a", 1, 0, 400), 2)).isNull();
        assertThat(link.mark(partition, new Marker("a", 3, 1, 20), 2)).isNull();
        assertThat(link.mark(partition, new Marker("a", 3, 0, 30), 0)).isNull();
        assertThat(link.mark(partition, new Marker("a", 2, 0, 900), 1)).isNull();
        assertThat(link.mark(partition, new Marker("b", 1, 0, 999), 1)).isNull();
        assertThat(link.mark(new PartitionId("payments", 1), new Marker("a", 1, 0, 7), 1))
                .isNull();
        await(link::commit);
        try (LinkLab foreign = new LinkLab(kafka)) {
            MeasuredLink other = foreign.begun("foreign");
            assertThat(other.mark(partition, new Marker("a", 1, 0, 2_000), 1)).isNull();
            await(other::commit);
        }
        lab.fence("furthest");

        Markers markers = lab.markers();

        assertThat(markers.unread()).isEmpty();
        assertThat(markers.found().get(partition))
                .containsExactlyInAnyOrder(
                        new Marker("a", 1, 0, 500),
                        new Marker("a", 2, 0, 900),
                        new Marker("a", 3, 1, 20),
                        new Marker("b", 1, 0, 999));
        assertThat(next(markers, new PartitionId("payments", 1))).isEqualTo(7);
        assertThat(markers.found()).doesNotContainKey(new PartitionId("payments", 2));
    }

    @Test
    void shouldNameThePartitionsThatAnOpenTransactionKeepsFromTheirEnd() throws Exception {
        MeasuredLink link = lab.initialised("open");
        lab.deliver(link, partition, 0, 3);
        link.begin();
        lab.mark(link, new PartitionId("payments", 1), 8, 2);
        Await.until(
                "the marker is there",
                SOON,
                () -> lab.markers(Duration.ofSeconds(1)).unread().equals(Set.of(2)));

        Markers before = lab.markers(Duration.ofSeconds(1));
        lab.fence("open");
        Markers after = lab.markers();

        assertThat(next(before, partition)).isEqualTo(3);
        assertThat(after.unread()).isEmpty();
        assertThat(next(after, new PartitionId("payments", 1))).isZero();
    }

    @Test
    void shouldSayWhatItDoesNotUnderstand() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            LinkLab.PROGRESS, 0, "strange".getBytes(StandardCharsets.US_ASCII), new byte[0]))
                    .get();
            producer.send(new ProducerRecord<>(
                            LinkLab.PROGRESS, 0, MarkerCodec.key(lab.journalId, partition), new byte[] {9}))
                    .get();
        }

        Markers markers = lab.markers();

        assertThat(markers.strange()).isPositive();
        assertThat(markers.unclear()).containsOnlyKeys(partition);
        assertThat(markers.unclear().get(partition)).contains("version 9", "rapporteur-progress-0");
    }

    @Test
    void shouldNotAnswerWhereThereIsNoTopic() {
        try (KafkaMarkerReader reader = new KafkaMarkerReader(lab.config, lab.journalId, "nowhere")) {
            assertThatThrownBy(() -> reader.read(SOON))
                    .isInstanceOf(UnansweredException.class)
                    .hasMessageContaining("nowhere");
        }
    }

    @Test
    void shouldFenceIdsBesideOneAnother() throws Exception {
        MeasuredLink first = lab.begun("id-0");
        MeasuredLink second = lab.begun("id-1");
        lab.mark(first, partition, 100, 0);
        lab.mark(second, partition, 200, 1);

        try (AdminAccess admin = new AdminAccess(lab.config);
                KafkaFencing marked = new KafkaFencing(admin, lab.links, "id-0");
                KafkaFencing alsoMarked = new KafkaFencing(admin, lab.links, "id-1");
                KafkaFencing unused = new KafkaFencing(admin, lab.links, "id-2")) {
            Await.until(
                    "all are fenced",
                    SOON,
                    () -> Stream.of(marked, alsoMarked, unused)
                            .allMatch(fencing -> fencing.ask().outcome() == Fencing.Outcome.FENCED));
        }

        assertThat(next(lab.markers(), partition)).isZero();
        assertThatThrownBy(() -> await(first::commit)).isInstanceOf(LostException.class);
        assertThatThrownBy(() -> await(second::commit)).isInstanceOf(LostException.class);
    }

    private KafkaProgressTopic topic(String name) {
        return new KafkaProgressTopic(lab.config, name, KafkaProgressTopic.PARTITIONS, (short) 0);
    }
}
