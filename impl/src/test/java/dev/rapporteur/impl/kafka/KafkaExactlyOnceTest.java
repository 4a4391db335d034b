package dev.rapporteur.impl.kafka;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaBroker;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delivery in Kafka transactions, with three brokers: readers of committed records see each report once. */
class KafkaExactlyOnceTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration HUNG = Duration.ofSeconds(Long.getLong("hung.seconds", 12));

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
            letPass(sinceNanos, HUNG.dividedBy(2));
            long[] halfTime =
                    Stream.of(others).mapToLong(PartitionBuffer::nextSequence).toArray();
            letPass(sinceNanos, HUNG);
            long[] delivered = Stream.of(others)
                    .mapToLong(PartitionBuffer::deliveredSequence)
                    .toArray();

            Map<Integer, List<ConsumerRecord<byte[], byte[]>>> read =
                    reader.readToEnd(SOON).stream().collect(groupingBy(ConsumerRecord::partition));
            for (int i = 0; i < others.length; i++) {
                assertThat(delivered[i])
                        .as("delivered of %s, where %d were sent in the first half", others[i], halfTime[i])
                        .isGreaterThan(halfTime[i]);
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
