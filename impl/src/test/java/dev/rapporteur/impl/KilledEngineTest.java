package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.monitor.DeliveryMXBean;
import dev.rapporteur.impl.monitor.EngineStatistics;
import dev.rapporteur.impl.monitor.HeldPartitionsMXBean;
import dev.rapporteur.impl.monitor.PartitionView;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.ChildProcess;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the whole sending process at random moments under load, with three brokers and twelve partitions; {@code
 * -Dkilled.engines=N} for more kills, {@code -Dkilled.seed=N} for the moments of a run before.
 */
class KilledEngineTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    /** Beside other tests a life may leave more than a minute can deliver. */
    private static final Duration BACKLOG_GONE = Duration.ofMinutes(3);

    private static final long SEED = Long.getLong("killed.seed", System.nanoTime());
    private static final String EXACTLY_ONCE = "EXACTLY_ONCE";
    private static final int BROKERS = 3;

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;

    private final Random random = new Random(SEED);
    private final List<Long> confirmed = new ArrayList<>();
    private int heirs;
    private long next;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(directory.resolve("kafka"))
                .nodes(BROKERS)
                .property("broker.session.timeout.ms", "3000")
                .property("broker.heartbeat.interval.ms", "500")
                .start();
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    @AfterEach
    void startWhatWasKilled() {
        kafka.start();
    }

    @Test
    void shouldDeliverEachConfirmedReportOnceWhereverTheProcessIsKilled() throws IOException {
        int kills = Integer.getInteger("killed.engines", 4);

        Map<Integer, List<Long>> read = killAll(kills, EXACTLY_ONCE);

        assertNothingTwice(read);
        audit(kills, read);
    }

    @Test
    void shouldRepeatAtMostWhenDeliveringAtLeastOnceWhereverTheProcessIsKilled() throws IOException {
        int kills = Integer.getInteger("killed.engines", 2);

        audit(kills, killAll(kills, "AT_LEAST_ONCE"));
    }

    @Test
    void shouldDeliverEachReportOnceToWhereItsPartitionIsMappedWhereverTheProcessIsKilled() throws Exception {
        int kills = Integer.getInteger("killed.engines", 2);
        int left = EngineVictim.PARTITIONS - 2;
        IntUnaryOperator destination = partition -> partition % left;
        loseAllFrom(left, "mapped");
        map(left, "mapped", destination);

        Map<Integer, List<Long>> read =
                killAll(kills, EXACTLY_ONCE, "mapped", destination, EngineVictim.DELIVERS, Duration.ofSeconds(1));

        assertNothingTwice(read);
        audit(kills, read);
    }

    /** What it had opened with the broker that is away is in doubt, and can't be asked for there. */
    @Test
    void shouldDeliverWhatOtherBrokersLeadWhenItIsOpenedWithOneAwayAfterAKill() throws IOException {
        int away = BROKERS;
        IntPredicate isThere = partition -> leaderOf(partition) != away;
        kafka.createTopic(
                "away",
                IntStream.range(0, EngineVictim.PARTITIONS)
                        .mapToObj(partition -> List.of(leaderOf(partition)))
                        .toList(),
                Map.of("min.insync.replicas", "1"));
        try (ChildProcess victim = start("away", EXACTLY_ONCE, output("away", 0))) {
            await(output("away", 0), EngineVictim.DELIVERS, 1);
            await(output("away", 0), EngineVictim.SENT, 500);
            kafka.broker(away).kill();
            int sent = told(output("away", 0), EngineVictim.SENT).size();
            await(output("away", 0), EngineVictim.SENT, sent + 200);
            victim.kill();
        }
        inherit(output("away", 0));

        try (TopicReader others = new TopicReader(kafka.bootstrapServers(), "away", isThere);
                Engine engine = open("away", EXACTLY_ONCE)) {
            assertThat(waiting().entrySet())
                    .filteredOn(partition -> !isThere.test(partition.getKey()))
                    .hasSize(EngineVictim.PARTITIONS / BROKERS)
                    .allMatch(partition -> partition.getValue() > 0);
            for (int i = 0; i < 10 * EngineVictim.PARTITIONS; i++) {
                EngineVictim.send(engine, "away", next);
                confirmed.add(next++);
            }
            Await.until(
                    "what the others lead is delivered",
                    SOON,
                    () -> waiting().entrySet().stream()
                            .allMatch(partition -> partition.getValue() == 0 || !isThere.test(partition.getKey())));
            Map<Integer, List<Long>> read = read(others.readToEnd(SOON), partition -> partition);

            assertNothingTwice(read);
            assertComplete(
                    1,
                    confirmed.stream()
                            .filter(number -> isThere.test((int) (number % EngineVictim.PARTITIONS)))
                            .toList(),
                    read);
            assertThat(waiting().entrySet())
                    .as("what nobody leads")
                    .filteredOn(partition -> !isThere.test(partition.getKey()))
                    .allMatch(partition -> partition.getValue() > 0);
            assertThat(kafka.broker(away).isRunning()).isFalse();
            kafka.start();
            awaitDelivered(engine);
        }
        Map<Integer, List<Long>> read = readAll("away", partition -> partition);
        assertNothingTwice(read);
        assertComplete(1, confirmed, read);
    }

    private static int leaderOf(int partition) {
        return 1 + partition % BROKERS;
    }

    /** How many reports wait in each partition. */
    private static Map<Integer, Long> waiting() {
        return Beans.of(EngineVictim.NAME, "Delivery", DeliveryMXBean.class).getPartitions().stream()
                .collect(Collectors.toMap(PartitionView::getPartition, PartitionView::getReportsWaiting));
    }

    /** As the victim's journal knows it, the topic has all of them. */
    private static void loseAllFrom(int left, String topic) throws Exception {
        kafka.createTopic(topic, EngineVictim.PARTITIONS);
        try (Engine engine = open(topic, EXACTLY_ONCE)) {
            EngineVictim.send(engine, topic, 0);
            awaitDelivered(engine);
        }
        kafka.deleteTopics(topic);
        kafka.createTopic(topic, left);
    }

    private static void map(int from, String topic, IntUnaryOperator destination) {
        try (Engine engine = open(topic, EXACTLY_ONCE)) {
            HeldPartitionsMXBean bean = Beans.of(EngineVictim.NAME, "HeldPartitions", HeldPartitionsMXBean.class);
            for (int lost = from; lost < EngineVictim.PARTITIONS; lost++) {
                int partition = lost;
                Await.until("the topic is seen, and " + partition + " is mapped", SOON, () -> {
                    bean.mapPartition(topic, partition, destination.applyAsInt(partition), "lost");
                    return true;
                });
            }
            awaitDelivered(engine);
        }
    }

    /** What can be read in the end, by partition. */
    private Map<Integer, List<Long>> killAll(int kills, String guarantee) throws IOException {
        String topic = guarantee.toLowerCase(Locale.ROOT);
        kafka.createTopic(topic, EngineVictim.PARTITIONS);
        return killAll(kills, guarantee, topic, partition -> partition, EngineVictim.SENT, Duration.ofSeconds(2));
    }

    /**
     * Each life ends some moments after it has told this for the first time.
     *
     * @return what can be read in the end, by the partition that it was sent to
     */
    private Map<Integer, List<Long>> killAll(
            int kills, String guarantee, String topic, IntUnaryOperator destination, String told, Duration within)
            throws IOException {
        System.out.println(kills + " kills, " + topic + ", -Dkilled.seed=" + SEED);
        for (int life = 0; life < kills; life++) {
            liveAndDie(life, topic, guarantee, told, within);
        }
        try (Engine engine = open(topic, guarantee)) {
            awaitDelivered(engine);
        }
        return readAll(topic, destination);
    }

    private void liveAndDie(int life, String topic, String guarantee, String told, Duration within) throws IOException {
        Path output = output(topic, life);
        try (ChildProcess victim = start(topic, guarantee, output)) {
            await(output, told, 1);
            LockSupport.parkNanos(
                    Duration.ofMillis(random.nextInt((int) within.toMillis())).toNanos());
            victim.kill();
        }
        inherit(output);
    }

    private void inherit(Path output) throws IOException {
        List<Long> sent = told(output, EngineVictim.SENT);
        confirmed.addAll(sent);
        heirs += told(output, EngineVictim.LEFT).get(0) > 0 ? 1 : 0;
        next = sent.get(sent.size() - 1) + 1_000_000; // so that what was not confirmed is known by its number
    }

    private ChildProcess start(String topic, String guarantee, Path output) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1", // it lives for seconds
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                EngineVictim.class.getName(),
                kafka.bootstrapServers(),
                journal(topic),
                guarantee,
                topic,
                Long.toString(next));
        return ChildProcess.start("engine that writes " + output.getFileName(), command, output);
    }

    private static Engine open(String topic, String guarantee) {
        return Engine.open(EngineVictim.config(kafka.bootstrapServers(), journal(topic), guarantee));
    }

    private static String journal(String topic) {
        return directory.resolve("journal-" + topic).toString();
    }

    private static Path output(String topic, int life) {
        return directory.resolve(topic + "-" + life + ".out");
    }

    private static void await(Path output, String what, int times) {
        Await.until(
                "the engine has told " + what + times + " times",
                SOON,
                () -> told(output, what).size() >= times);
    }

    private static void awaitDelivered(Engine engine) {
        Await.until("all is delivered", BACKLOG_GONE, () -> isDelivered(engine.statistics()));
        Await.until("all is well", SOON, () -> engine.statistics().held().isEmpty());
    }

    private static boolean isDelivered(EngineStatistics statistics) {
        if (statistics.reportsWaiting() > 0) {
            throw new IllegalStateException("Reports wait: " + statistics); // which is told when the time is over
        }
        return true;
    }

    /** A last line that the kill has cut says nothing. */
    private static List<Long> told(Path output, String what) throws IOException {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith(what))
                .map(line -> Long.parseLong(line.substring(what.length())))
                .toList();
    }

    private static Map<Integer, List<Long>> readAll(String topic, IntUnaryOperator destination) {
        return read(TopicReader.readAll(kafka.bootstrapServers(), topic, SOON), destination);
    }

    /** By the partition that it was sent to; it must be in the one where that one's reports go. */
    private static Map<Integer, List<Long>> read(
            List<ConsumerRecord<byte[], byte[]>> records, IntUnaryOperator destination) {
        Map<Integer, List<Long>> read = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            long number = Long.parseLong(new String(record.value(), UTF_8));
            int partition = (int) (number % EngineVictim.PARTITIONS);
            assertThat(record.partition())
                    .as("where %d of partition %d is", number, partition)
                    .isEqualTo(destination.applyAsInt(partition));
            read.computeIfAbsent(partition, sentTo -> new ArrayList<>()).add(number);
        }
        return read;
    }

    private static void assertNothingTwice(Map<Integer, List<Long>> read) {
        read.forEach((partition, numbers) ->
                assertThat(numbers).as("partition " + partition).doesNotHaveDuplicates());
    }

    private void audit(int kills, Map<Integer, List<Long>> read) {
        assertComplete(kills, confirmed, read);
        assertThat(heirs).as("lives that found reports left").isPositive();
    }

    /** First copies are complete and in order, and nothing is there that was not sent. */
    private void assertComplete(int kills, List<Long> wanted, Map<Integer, List<Long>> read) {
        List<Long> all = new ArrayList<>();
        long copies = 0;
        for (Map.Entry<Integer, List<Long>> partition : read.entrySet()) {
            List<Long> first = partition.getValue().stream().distinct().toList();
            assertThat(first).as("in order in partition " + partition.getKey()).isSorted();
            all.addAll(first);
            copies += partition.getValue().size() - first.size();
        }
        System.out.printf(
                "%d kills, %d of them with reports left for the next life; %d reports confirmed, %d more arrived, %d duplicates%n",
                kills, heirs, wanted.size(), all.size() - wanted.size(), copies);
        assertThat(all).containsAll(wanted);
        assertThat(all.size() - wanted.size())
                .as("one for each life at most had not been confirmed yet")
                .isBetween(0, kills);
    }
}
