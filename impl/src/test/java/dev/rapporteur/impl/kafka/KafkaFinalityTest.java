package dev.rapporteur.impl.kafka;

import static dev.rapporteur.impl.kafka.LinkLab.SOON;
import static dev.rapporteur.impl.kafka.LinkLab.answered;
import static dev.rapporteur.impl.kafka.LinkLab.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.dispatch.Coordinators;
import dev.rapporteur.impl.dispatch.Fencing;
import dev.rapporteur.impl.dispatch.Finality.Hanging;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stays of a commit while a partition has no leader, on three brokers of which one alone holds that partition. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KafkaFinalityTest {

    private static final int LOST = 3;
    private static final PartitionId ALONE = new PartitionId("alone", 0);

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;

    private LinkLab lab;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(directory)
                .nodes(3)
                .property("broker.session.timeout.ms", "2000")
                .property("broker.heartbeat.interval.ms", "500")
                .start();
        kafka.createTopic(LinkLab.PROGRESS, List.of(List.of(1, 2)), Map.of("cleanup.policy", "compact"));
        kafka.createTopic("alone", List.of(List.of(LOST)), Map.of("min.insync.replicas", "1"));
        // Coordinated by brokers that stay.
        kafka.createTopic(
                "__transaction_state",
                List.of(List.of(1, 2), List.of(2, 1), List.of(1, 2), List.of(2, 1)),
                Map.of("cleanup.policy", "compact", "min.insync.replicas", "1"));
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
    void close() {
        lab.close();
        kafka.start();
    }

    @Test
    void shouldTellWhoCoordinatesWhoseTransactions() throws Exception {
        List<String> ids =
                IntStream.range(0, 8).mapToObj(i -> "coordinated-" + i).toList();
        for (String id : ids) {
            MeasuredLink unused = lab.initialised(id);
        }
        try (Admin admin = kafka.admin();
                AdminAccess access = new AdminAccess(lab.config)) {
            Map<String, Integer> brokers = new HashMap<>();
            admin.describeTransactions(ids).all().get().forEach((id, told) -> brokers.put(id, told.coordinatorId()));

            Coordinators coordinators = new KafkaCoordinators(access).ask(SOON);

            assertThat(ids).allSatisfy(id -> assertThat(coordinators.of(id)).isEqualTo(brokers.get(id)));
            assertThat(brokers.values()).contains(1, 2);
        }
    }

    @Test
    void shouldTellOursFromWhatAnotherApplicationHasOpenBeforeIt() throws Exception {
        PartitionId shared = new PartitionId("shared", 0);
        kafka.createTopic("shared", 1);
        try (KafkaFinality finality = new KafkaFinality(lab.config);
                KafkaProducer<byte[], byte[]> other = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "other"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            other.initTransactions();
            other.beginTransaction();
            other.send(new ProducerRecord<>("shared", new byte[1])).get();
            MeasuredLink link = lab.initialised("ours");
            lab.deliver(link, shared, 0, 5);
            long end = link.ends().getOrDefault(shared, -1L);

            Await.until(
                    "ours has ended",
                    SOON,
                    () -> finality.ended("ours", Set.of(shared), SOON).contains(shared));

            assertThat(stable(finality, shared)).isLessThan(end);
            assertThat(finality.ended("other", Set.of(shared), SOON)).isEmpty();
            other.abortTransaction();
            Await.until("all has ended", SOON, () -> stable(finality, shared) >= end);
        }
    }

    @Test
    void shouldNotCallFinalWhatEndedWithoutALeaderAndEndItOnPurpose() throws Exception {
        MeasuredLink link = lab.initialised("hangs");
        lab.deliver(link, ALONE, 0, 5);
        long first = link.ends().getOrDefault(ALONE, -1L);
        link.begin();
        LinkLab.Receipts receipts = new LinkLab.Receipts();
        lab.send(link, ALONE, 5, 10, receipts);
        lab.mark(link, ALONE, 10, 0);
        Await.until("all are acknowledged", SOON, () -> receipts.acknowledged.get() == 5);
        try (KafkaFinality finality = new KafkaFinality(lab.config)) {
            Await.until("the first are final", SOON, () -> stable(finality, ALONE) >= first);
            assertThat(finality.hanging(List.of("hangs", "never-used"), List.of(ALONE), SOON)
                            .hanging())
                    .as("open, and known to be")
                    .isEmpty();
            kafka.broker(LOST).kill();
            awaitNoLeader();
            await(link::commit);
            link.abandon();
            long end = link.ends().getOrDefault(ALONE, -1L);
            assertThat(LinkLab.next(lab.markers(), ALONE)).as("the marker").isEqualTo(10);
            kafka.start();
            kafka.leadersOf("alone");

            assertThat(stable(finality, ALONE)).isLessThan(end);
            assertThat(finality.ended("hangs", Set.of(ALONE), SOON)).isEmpty();
            List<Hanging> hanging = Await.value(
                    "the leader tells its producers",
                    SOON,
                    () -> answered(finality.hanging(List.of("hangs"), List.of(ALONE), Duration.ofSeconds(5))));
            assertThat(hanging).singleElement().satisfies(one -> {
                assertThat(one.transactionalId()).isEqualTo("hangs");
                assertThat(one.firstOffset()).isEqualTo(end - 5);
            });
            finality.abort(hanging.get(0), SOON);

            assertThat(answered(finality.hanging(List.of("hangs"), List.of(ALONE), SOON)))
                    .isEmpty();
            assertThat(lab.readable(ALONE)).isEqualTo(LinkLab.numbers(0, 5));
            MeasuredLink next = lab.initialised("hangs");
            lab.deliver(next, ALONE, 5, 12);
            lab.awaitReadable(ALONE, 0, 12);
            assertThat(finality.awaitEnd(SOON)).isTrue();
        }
    }

    @Test
    void shouldCountAnIdAsFencedWhoseAbortWaitsForAReplica() throws Exception {
        PartitionId waits = new PartitionId("waits", 0);
        kafka.createTopic("waits", List.of(List.of(1, LOST)), Map.of("min.insync.replicas", "2"));
        MeasuredLink link = lab.begun("waits");
        LinkLab.Receipts receipts = new LinkLab.Receipts();
        lab.send(link, waits, 0, 5, receipts);
        Await.until("all are acknowledged", SOON, () -> receipts.acknowledged.get() == 5);
        kafka.broker(LOST).kill();

        try (AdminAccess admin = new AdminAccess(lab.config);
                KafkaFencing waiting = new KafkaFencing(admin, lab.links, "waits");
                KafkaFencing idle = new KafkaFencing(admin, lab.links, "idle")) {
            awaitOutcome(waiting, Fencing.Outcome.DECIDED);
            awaitOutcome(idle, Fencing.Outcome.FENCED);
            try (KafkaFinality finality = new KafkaFinality(lab.config)) {
                assertThat(finality.hanging(List.of("waits"), List.of(waits), SOON)
                                .unanswered()
                                .get(waits))
                        .contains("has not been told yet", "in-sync replicas");
            }
            kafka.start();
            awaitOutcome(waiting, Fencing.Outcome.FENCED);
        }
    }

    private static void awaitOutcome(Fencing fencing, Fencing.Outcome wanted) {
        Await.until("the outcome is " + wanted, SOON, () -> fencing.ask().outcome() == wanted);
    }

    private static long stable(KafkaFinality finality, PartitionId partition) {
        return Await.value("the last stable offset of " + partition + " is told", SOON, () -> {
            finality.ask(Set.of(partition), () -> {});
            return finality.takeStable().get(partition);
        });
    }

    private static void awaitNoLeader() {
        Await.until("nobody leads " + ALONE, SOON, () -> {
            try (Admin admin = kafka.admin()) {
                return admin.describeTopics(Set.of("alone")).allTopicNames().get().values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition ->
                                partition.leader() == null || partition.leader().isEmpty());
            }
        });
    }
}
