package dev.rapporteur.impl.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.ReportException;
import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.Marker;
import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaBroker;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delivery in Kafka transactions, with three brokers: readers of committed records see each report once. */
class KafkaExactlyOnceTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration HUNG = Duration.ofSeconds(Long.getLong("hung.seconds", 16));

    /** Kafka's own coordinators stand still for so long at most, and with them all transactions. */
    private static final Duration STALL = Duration.ofSeconds(12);
    /** That of a transaction is 15 s. */
    private static final Duration WELL_BEFORE_ITS_TIME = Duration.ofSeconds(5);

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;

    private JournalStub journal;
    private Delivery delivery;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(directory)
                .nodes(3)
                .property("broker.session.timeout.ms", "3000")
                .property("broker.heartbeat.interval.ms", "500")
                .start();
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    @BeforeEach
    void open() {
        journal = new JournalStub();
        delivery = open(journal);
    }

    private static Delivery open(JournalStub journal) {
        return new Delivery(Delivery.config(kafka.bootstrapServers()), journal);
    }

    @AfterEach
    void closeWithoutTrace() {
        kafka.brokers().forEach(KafkaBroker::resume);
        delivery.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("rapporteur"));
    }

    @Test
    void shouldDeliverALoneReportAndManyAndEndInOrder() throws Exception {
        kafka.createTopic("usual", replicas(6), Map.of());
        PartitionBuffer[] buffers = delivery.buffers("usual", 6);
        delivery.placeAll(new PartitionBuffer[] {buffers[3]}, 1);
        Reports.awaitDelivered(buffers[3]);
        delivery.placeAll(buffers, 5_000);

        Reports.awaitDelivered(buffers);

        Reports.assertOnce(kafka, buffers);
        assertThat(delivery.trouble()).isNull();
        assertThat(setting("progress", "min.insync.replicas")).isEqualTo("2");
    }

    /** As a mirrored topic brings them along. */
    @Test
    void shouldHoldAPartitionWhoseMarkersAreOfAnotherClusterAndServeOthers() throws Exception {
        kafka.createTopic("mirrored", replicas(2), Map.of());
        PartitionBuffer[] buffers = delivery.buffers("mirrored", 2);
        delivery.placeAll(new PartitionBuffer[] {buffers[0]}, 10);
        Reports.awaitDelivered(buffers[0]);
        delivery.close();
        Marker foreign = new Marker("another-cluster", 1_000, 0, 7);
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            JournalStub.PROGRESS,
                            MarkerCodec.key(journal.id(), buffers[1].id()),
                            MarkerCodec.value(foreign)))
                    .get();
        }

        delivery = open(journal);
        PartitionBuffer[] again = Stream.of(buffers).map(Buffers::anew).toArray(PartitionBuffer[]::new);
        delivery.adopt(again);
        delivery.placeAll(again, 10);
        Await.until(
                "it is held",
                SOON,
                () -> String.valueOf(again[1].held())
                        .startsWith(
                                "The progress markers of mirrored-1 are of cluster another-cluster, and this is cluster "
                                        + clusterId() + ": point bootstrapServers to the former one"));
        Reports.awaitDelivered(again[0]);

        assertThat(again[1].size()).isEqualTo(10);
        Reports.assertOnce(kafka, again[0]);
        assertThat(TopicReader.readAll(kafka.bootstrapServers(), "mirrored", SOON))
                .noneMatch(record -> record.partition() == 1);
    }

    private static String clusterId() {
        try (Admin admin = kafka.admin()) {
            return admin.describeCluster().clusterId().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static String setting(String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = kafka.admin()) {
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            return requireNonNull(config).get(name).value();
        }
    }

    @Test
    void shouldDeliverOnceOverOpeningsThatAreCutOff() {
        kafka.createTopic("reopened", replicas(6), Map.of());
        PartitionBuffer[] buffers = delivery.buffers("reopened", 6);
        for (int life = 0; life < 8; life++) {
            delivery.placeAll(buffers, 1_000);
            long before = Stream.of(buffers)
                    .mapToLong(PartitionBuffer::deliveredSequence)
                    .sum();
            PartitionBuffer[] present = buffers;
            Await.until(
                    "some are delivered",
                    SOON,
                    () -> Stream.of(present)
                                    .mapToLong(PartitionBuffer::deliveredSequence)
                                    .sum()
                            > before);
            delivery.close(Duration.ZERO);
            delivery = open(journal);
            buffers = Stream.of(buffers).map(Buffers::anew).toArray(PartitionBuffer[]::new);
            delivery.adopt(buffers);
        }
        delivery.placeAll(buffers, 1_000);

        Reports.awaitDelivered(buffers);

        Reports.assertOnce(kafka, buffers);
    }

    /** All three are killed in {@link ClusterMaintenanceTest}. */
    @Test
    void shouldDeliverOnceThroughKillsHangsAndRestarts() {
        kafka.createTopic("killed", replicas(6), Map.of("min.insync.replicas", "2"));
        PartitionBuffer[] buffers = delivery.buffers("killed", 6);
        delivery.placeAll(buffers, 2_000);
        for (int broker = 1; broker <= 2; broker++) {
            if (broker == 2) {
                kafka.broker(broker).pause();
            } else {
                kafka.broker(broker).kill();
            }
            delivery.placeAll(buffers, 2_000);
            Reports.awaitDelivered(buffers);
            delivery.placeAll(buffers, 2_000);
            if (broker == 2) {
                kafka.broker(broker).resume();
            } else {
                kafka.broker(broker).start();
            }
            kafka.awaitInSync("killed");
        }
        delivery.placeAll(buffers, 2_000);

        Reports.awaitDelivered(buffers);

        Reports.assertOnce(kafka, buffers);
    }

    /** A broker that can write nothing any more gives up by itself. */
    @Test
    void shouldDeliverOnceWhenABrokersDiskIsFull() {
        kafka.createTopic("full", replicas(6), Map.of("min.insync.replicas", "2"));
        kafka.createTopic("only", List.of(List.of(3)), Map.of("min.insync.replicas", "1"));
        PartitionBuffer[] buffers = delivery.buffers("full", 6);
        PartitionBuffer[] only = delivery.buffers("only", 1);
        delivery.placeAll(buffers, 1_000);
        delivery.placeAll(only, 1_000);
        Reports.awaitDelivered(buffers);
        Reports.awaitDelivered(only);

        kafka.broker(3).fillDisk();
        delivery.placeAll(buffers, 1_000);
        delivery.placeAll(only, 1_000);
        Reports.awaitDelivered(buffers);
        Await.until("it is down", SOON, () -> !kafka.broker(3).isRunning());
        delivery.placeAll(buffers, 1_000);
        Reports.awaitDelivered(buffers);
        assertThat(only[0].size()).isEqualTo(1_000);

        kafka.broker(3).start();
        kafka.awaitInSync("full");
        delivery.placeAll(buffers, 1_000);
        Reports.awaitDelivered(buffers);
        Reports.awaitDelivered(only);
        Reports.assertOnce(kafka, buffers);
        Reports.assertOnce(kafka, only);
    }

    /**
     * Kafka's own coordinators stand still at first, until they have found it dead. It hangs for as long as {@code -Dhung.seconds=N}
     * says.
     */
    @Test
    void shouldServeTheOthersPartitionsWhileABrokerHangs() throws InterruptedException {
        int hung = 1 + kafka.controller().id() % 3;
        List<Integer> well = Stream.of(1, 2, 3).filter(broker -> broker != hung).toList();
        kafka.createTopic("hung", List.of(List.of(hung), List.of(hung)), Map.of("min.insync.replicas", "1"));
        kafka.createTopic(
                "not-hung",
                Stream.concat(well.stream(), well.stream()).map(List::of).toList(),
                Map.of("min.insync.replicas", "1"));
        PartitionBuffer[] hungs = delivery.buffers("hung", 2);
        PartitionBuffer[] others = delivery.buffers("not-hung", 4);
        SteadyLoad load = new SteadyLoad(delivery, concat(hungs, others));
        try (TopicReader reader = new TopicReader(kafka.bootstrapServers(), "not-hung")) {
            Await.until(
                    "each has some",
                    SOON,
                    () -> Stream.of(concat(hungs, others)).allMatch(buffer -> buffer.deliveredSequence() > 0));
            kafka.broker(hung).pause();
            long sinceNanos = System.nanoTime();
            letPass(sinceNanos, HUNG.minus(STALL));
            long[] sentEarly =
                    Stream.of(others).mapToLong(PartitionBuffer::nextSequence).toArray();
            letPass(sinceNanos, HUNG);
            long[] delivered = Stream.of(others)
                    .mapToLong(PartitionBuffer::deliveredSequence)
                    .toArray();

            Map<Integer, List<ConsumerRecord<byte[], byte[]>>> read =
                    reader.readToEnd(SOON).stream().collect(groupingBy(ConsumerRecord::partition));
            for (int i = 0; i < others.length; i++) {
                assertThat(delivered[i])
                        .as("delivered of %s, where %d were sent early enough", others[i], sentEarly[i])
                        .isGreaterThan(sentEarly[i]);
                assertThat(read.getOrDefault(i, List.of()))
                        .as("read of %s", others[i])
                        .hasSizeGreaterThanOrEqualTo((int) delivered[i]);
            }
            assertThat(hungs).allSatisfy(buffer -> assertThat(buffer.size()).isPositive());
        } finally {
            kafka.broker(hung).resume();
            load.end();
        }

        Reports.awaitDelivered(concat(hungs, others));
        Reports.assertOnce(kafka, concat(hungs, others));
    }

    private static PartitionBuffer[] concat(PartitionBuffer[] some, PartitionBuffer[] more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(PartitionBuffer[]::new);
    }

    /** The time of a fault is no condition that could be waited for. */
    private static void letPass(long sinceNanos, Duration time) {
        Await.until("the fault has lasted", SOON, () -> System.nanoTime() - sinceNanos >= time.toNanos());
    }

    /** Else readers of committed records would wait for up to 25 s, until its coordinator ends what is open. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "30s"})
    void shouldLeaveNoTransactionOpenWhenAnEngineIsStoppedUnderLoad(String stopTimeout) throws Exception {
        String topic = "stopped-" + stopTimeout;
        kafka.createTopic(topic, replicas(6), Map.of());
        EngineConfig config = Delivery.config(Map.of(
                "bootstrapServers", kafka.bootstrapServers(),
                "journalDirectory", directory.resolve("journal-" + topic).toString(),
                "stopTimeout", stopTimeout));
        List<Integer> confirmed = new ArrayList<>();
        for (int life = 0; life < 3; life++) {
            confirmed.addAll(sendAndStop(config, topic, life * 1_000_000));
            Await.until(
                    "readers need not wait",
                    WELL_BEFORE_ITS_TIME,
                    () -> !OpenTransactions.holdUpReaders(kafka, topic, 6));
        }
        try (Engine engine = Engine.open(config)) {
            Await.until("all is delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);
        }

        List<ConsumerRecord<byte[], byte[]>> read = TopicReader.readAll(kafka.bootstrapServers(), topic, SOON);
        for (int partition = 0; partition < 6; partition++) {
            int of = partition;
            assertThat(read)
                    .filteredOn(record -> record.partition() == of)
                    .extracting(record -> Integer.parseInt(new String(record.value(), UTF_8)))
                    .as("partition %d", partition)
                    .containsExactlyElementsOf(confirmed.stream()
                            .filter(number -> number % 6 == of)
                            .toList());
        }
    }

    /** What was confirmed. */
    private static List<Integer> sendAndStop(EngineConfig config, String topic, int first) throws Exception {
        Engine engine = Engine.open(config);
        FutureTask<List<Integer>> sender = new FutureTask<>(() -> sendUntilStopped(engine, topic, first));
        try {
            new Thread(sender, "sender").start();
            Await.until("all have one open", SOON, () -> OpenTransactions.count(kafka, engine.journalId()) == 3);
        } finally {
            engine.close();
        }
        Await.until("none is open", WELL_BEFORE_ITS_TIME, () -> OpenTransactions.count(kafka, engine.journalId()) == 0);
        return sender.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    /** Those that were confirmed; of the one that is refused nothing is kept. */
    private static List<Integer> sendUntilStopped(Engine engine, String topic, int first) {
        List<Integer> confirmed = new ArrayList<>();
        try {
            for (int number = first; true; number++) {
                Branch branch = engine.begin();
                branch.sendTo(topic, number % 6, Integer.toString(number).getBytes(UTF_8));
                branch.commit();
                confirmed.add(number);
            }
        } catch (ReportException e) {
            return confirmed;
        }
    }

    @Test
    void shouldServeOthersOfABrokerWhileAPartitionLacksReplicas() {
        kafka.createTopic("sick", List.of(List.of(1, 2)), Map.of("min.insync.replicas", "2"));
        kafka.createTopic("well", List.of(List.of(1), List.of(1)), Map.of());
        PartitionBuffer[] sick = delivery.buffers("sick", 1);
        PartitionBuffer[] well = delivery.buffers("well", 2);
        delivery.placeAll(sick, 10);
        delivery.placeAll(well, 10);
        Reports.awaitDelivered(sick);
        Reports.awaitDelivered(well);
        kafka.broker(2).kill();
        delivery.placeAll(sick, 5);
        Await.until(
                "it is known what it waits for",
                SOON,
                () -> String.valueOf(sick[0].held()).contains("has not been told yet"));
        Reports.awaitDelivered(well);
        List<Integer> used = journal.used();

        for (int round = 0; round < 40; round++) {
            delivery.placeAll(well, 5);
            Reports.awaitDelivered(well);
        }

        assertThat(sick[0].size()).isEqualTo(5);
        assertThat(journal.used()).isEqualTo(used);
        kafka.broker(2).start();
        Reports.awaitDelivered(sick);
        Reports.assertOnce(kafka, sick);
        Reports.assertOnce(kafka, well);
    }

    private static List<List<Integer>> replicas(int partitions) {
        List<List<Integer>> replicas = new ArrayList<>();
        for (int first = 0; first < partitions; first++) {
            replicas.add(List.of(1 + first % 3, 1 + (first + 1) % 3, 1 + (first + 2) % 3));
        }
        return replicas;
    }
}
