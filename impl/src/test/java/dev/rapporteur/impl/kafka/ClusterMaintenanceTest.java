package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaBroker;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do to a cluster, under a steady load, delivered exactly once. */
class ClusterMaintenanceTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int PARTITIONS = 12;
    private static final String TOPIC = "maintained";

    @TempDir
    Path directory;

    @Test
    void shouldDeliverOnceThroughAllThatOperatorsDo() throws Exception {
        try (KafkaCluster kafka = KafkaCluster.in(directory)
                        .nodes(3)
                        .property("broker.session.timeout.ms", "3000")
                        .property("broker.heartbeat.interval.ms", "500")
                        .start();
                Delivery delivery = new Delivery(Delivery.config(kafka.bootstrapServers()), new JournalStub())) {
            kafka.createTopic(TOPIC, replicas(), Map.of("min.insync.replicas", "2"));
            PartitionBuffer[] buffers = delivery.buffers(TOPIC, PARTITIONS);
            SteadyLoad load = new SteadyLoad(delivery, buffers);
            try {
                for (int id = 1; id <= 3; id++) {
                    restartInOrder(kafka, kafka.broker(id));
                }
                awaitProgress(buffers);
                electPreferredLeaders(kafka);
                awaitProgress(buffers);
                KafkaBroker controller = killController(kafka, buffers);
                for (KafkaBroker broker : kafka.brokers()) {
                    if (broker != controller) {
                        killAndStart(kafka, broker, buffers);
                    }
                }
                kafka.broker(3).kill();
                assertThat(kafka.add().id()).isEqualTo(4);
                moveAll(kafka, 3, 4);
                awaitProgress(buffers);
            } finally {
                load.end();
            }

            Reports.awaitDelivered(buffers);
            Reports.assertOnce(kafka, buffers);
            assertThat(delivery.trouble()).isNull();
        }
    }

    private static void restartInOrder(KafkaCluster kafka, KafkaBroker broker) {
        broker.stop();
        broker.start();
        kafka.awaitInSync(TOPIC);
    }

    /** The active one; it leads some partitions, too. @return which it was */
    private static KafkaBroker killController(KafkaCluster kafka, PartitionBuffer[] buffers) throws Exception {
        QuorumInfo before = quorum(kafka);
        KafkaBroker controller = kafka.broker(before.leaderId());
        controller.kill();
        assertThat(kafka.controller()).isNotEqualTo(controller);
        assertThat(quorum(kafka).leaderEpoch()).as("elections").isGreaterThan(before.leaderEpoch());
        awaitProgress(buffers);
        controller.start();
        kafka.awaitInSync(TOPIC);
        return controller;
    }

    private static QuorumInfo quorum(KafkaCluster kafka) throws Exception {
        try (Admin admin = kafka.admin()) {
            return admin.describeMetadataQuorum().quorumInfo().get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void killAndStart(KafkaCluster kafka, KafkaBroker broker, PartitionBuffer[] buffers) {
        assertThat(kafka.leadersOf(TOPIC)).contains(broker);
        broker.kill();
        awaitProgress(buffers);
        broker.start();
        kafka.awaitInSync(TOPIC);
    }

    private static void electPreferredLeaders(KafkaCluster kafka) throws Exception {
        try (Admin admin = kafka.admin()) {
            admin.electLeaders(ElectionType.PREFERRED, null).partitions().get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        Await.until(
                "each leads its own",
                SOON,
                () -> Set.copyOf(kafka.leadersOf(TOPIC)).size() == 3);
    }

    private static void moveAll(KafkaCluster kafka, int from, int to) throws Exception {
        Map<TopicPartition, Optional<NewPartitionReassignment>> moves = new HashMap<>();
        List<List<Integer>> replicas = replicas();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<Integer> moved = replicas.get(partition).stream()
                    .map(id -> id == from ? to : id)
                    .toList();
            moves.put(new TopicPartition(TOPIC, partition), Optional.of(new NewPartitionReassignment(moved)));
        }
        Await.until("they are to move", SOON, () -> {
            try (Admin admin = kafka.admin()) {
                admin.alterPartitionReassignments(moves).all().get(5, TimeUnit.SECONDS);
                return true;
            }
        });
        Await.until("they have moved", SOON, () -> {
            try (Admin admin = kafka.admin()) {
                return admin.listPartitionReassignments()
                        .reassignments()
                        .get(5, TimeUnit.SECONDS)
                        .isEmpty();
            }
        });
        electPreferredLeaders(kafka);
        assertThat(kafka.leadersOf(TOPIC)).contains(kafka.broker(to)).doesNotContain(kafka.broker(from));
    }

    /** What was placed before this call is delivered, in each partition. */
    private static void awaitProgress(PartitionBuffer[] buffers) {
        long[] next = IntStream.range(0, buffers.length)
                .mapToLong(i -> buffers[i].nextSequence())
                .toArray();
        for (int i = 0; i < buffers.length; i++) {
            PartitionBuffer buffer = buffers[i];
            long wanted = next[i];
            Await.until(buffer + " goes on", SOON, () -> buffer.deliveredSequence() >= wanted);
        }
    }

    private static List<List<Integer>> replicas() {
        List<List<Integer>> replicas = new ArrayList<>();
        for (int first = 0; first < PARTITIONS; first++) {
            replicas.add(List.of(1 + first % 3, 1 + (first + 1) % 3, 1 + (first + 2) % 3));
        }
        return replicas;
    }
}
