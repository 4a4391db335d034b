package dev.rapporteur.impl.kafka;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.ClientListener;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.net.Conditions;
import dev.rapporteur.testkit.net.Direction;
import dev.rapporteur.testkit.net.FaultyProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Delivery over a network that delays, cuts and half-opens: all arrives once, in order. With {@code -Dsoak.minutes=N} for longer. */
class FaultyNetworkTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    /** A connection that does not answer is given up soon, and another one is tried at once. */
    private static final String IMPATIENT = "request.timeout.ms=1000;reconnect.backoff.max.ms=100";

    private static final int PARTITIONS = 3;
    private static final long TROUBLE_SECONDS =
            Math.max(8, TimeUnit.MINUTES.toSeconds(Long.getLong("soak.minutes", 0)));

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;
    private static FaultyProxy network;
    private static int tests;

    private String topic = "";

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(directory)
                .clientListener(ClientListener.plaintext())
                .start();
        network = kafka.broker(1).network();
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    @BeforeEach
    void createTopic() {
        topic = "reports-" + ++tests;
        kafka.createTopic(topic, PARTITIONS);
    }

    @AfterEach
    void heal() {
        network.heal();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("rapporteur"));
    }

    @Test
    void shouldDeliverOnceInOrderWhenEachWayTakesAFifthOfASecond() {
        network.carry(Conditions.delayed(Duration.ofMillis(200)));
        try (Delivery delivery = open("")) {
            PartitionBuffer[] buffers = send(delivery, 5_000);

            Reports.awaitDelivered(buffers);

            Reports.assertOnce(kafka, buffers);
        }
    }

    /** The delay keeps requests under way nearly all the time, so that cuts meet some. */
    @Test
    void shouldDeliverOnceInOrderWhenConnectionsAreCutAtRandomMoments() {
        SplittableRandom random = random();
        network.carry(Conditions.delayed(Duration.ofMillis(20)));
        try (Delivery delivery = open(IMPATIENT)) {
            PartitionBuffer[] buffers = send(delivery, 1);
            for (int cut = 0; cut < 15; cut++) {
                send(delivery, 3_000);
                letPass(random.nextLong(1, 250));
                network.cut();
            }

            Reports.awaitDelivered(buffers);

            Reports.assertOnce(kafka, buffers);
        }
    }

    @Test
    void shouldDeliverOnceInOrderAfterConnectionsWereHalfOpen() {
        try (Delivery delivery = open(IMPATIENT)) {
            PartitionBuffer[] buffers = send(delivery, 100);
            Reports.awaitDelivered(buffers);
            for (Runnable fault : halfOpenings()) {
                fault.run();
                send(delivery, 500);
                letPass(1_500);
                assertThat(buffers[0].size()).isPositive();
                network.heal();

                Reports.awaitDelivered(buffers);
            }

            Reports.assertOnce(kafka, buffers);
        }
    }

    /** All of it in turn, under load. */
    @Test
    void shouldDeliverOnceInOrderThroughRandomTrouble() {
        SplittableRandom random = random();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(TROUBLE_SECONDS);
        try (Delivery delivery = open(IMPATIENT)) {
            PartitionBuffer[] buffers = send(delivery, 1);
            while (System.nanoTime() < endNanos) {
                trouble(random);
                send(delivery, random.nextInt(1, 1_000));
                letPass(random.nextLong(10, 500));
            }
            network.heal();
            network.cut();

            Reports.awaitDelivered(buffers);

            Reports.assertOnce(kafka, buffers);
        }
    }

    /** With the client's own time-out, as operators have it: half a minute. */
    @Test
    @EnabledIfSystemProperty(named = "soak.minutes", matches = "[1-9][0-9]*")
    void shouldSayThatNothingIsAnsweredBeforeTheClientGivesTheConnectionUp() {
        try (Delivery delivery = open("")) {
            PartitionBuffer[] buffers = send(delivery, 100);
            Reports.awaitDelivered(buffers);

            network.halfOpen(Direction.TO_CLIENT);
            send(delivery, 100);

            Await.until("it is said", Duration.ofSeconds(15), () -> {
                String held = buffers[0].held();
                return held != null && held.contains("Kafka has acknowledged nothing for 1");
            });
            network.heal();
            Reports.awaitDelivered(buffers);
            Reports.assertOnce(kafka, buffers);
        }
    }

    private static List<Runnable> halfOpenings() {
        return List.of(
                () -> network.halfOpen(Direction.TO_SERVER),
                () -> network.halfOpen(Direction.TO_CLIENT),
                () -> network.halfOpen(Direction.TO_SERVER, Direction.TO_CLIENT));
    }

    private static void trouble(SplittableRandom random) {
        switch (random.nextInt(12)) {
            case 0 -> network.carry(Conditions.delayed(Duration.ofMillis(random.nextInt(200))));
            case 1 -> network.carry(Conditions.limited(random.nextInt(10_000, 1_000_000)));
            case 2 -> network.halfOpen(Direction.TO_SERVER);
            case 3 -> network.halfOpen(Direction.TO_CLIENT);
            case 4 -> network.refuse();
            case 5 -> network.cut();
            default -> network.heal();
        }
    }

    private static SplittableRandom random() {
        long seed = System.nanoTime();
        System.getLogger(FaultyNetworkTest.class.getName())
                .log(System.Logger.Level.INFO, "Seed {0}", Long.toString(seed));
        return new SplittableRandom(seed);
    }

    private Delivery open(String kafkaProperties) {
        Delivery delivery = new Delivery(
                Delivery.config(Map.of("bootstrapServers", network.address(), "kafkaProperties", kafkaProperties)));
        delivery.topics().follow(topic);
        return delivery;
    }

    private PartitionBuffer[] send(Delivery delivery, int count) {
        PartitionBuffer[] buffers = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> delivery.buffer(topic, partition))
                .toArray(PartitionBuffer[]::new);
        for (PartitionBuffer buffer : buffers) {
            place(buffer, count);
        }
        delivery.ready(buffers);
        return buffers;
    }

    /** The time of a fault is no condition that could be waited for. */
    private static void letPass(long ms) {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        Await.until("the fault has lasted", SOON, () -> System.nanoTime() >= endNanos);
    }
}
