package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the whole sending process at random moments under load, with three brokers and twelve partitions; {@code
 * -Dkilled.engines=N} for more kills, {@code -Dkilled.seed=N} for the moments of a run before.
 */
class KilledEngineTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long SEED = Long.getLong("killed.seed", System.nanoTime());

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;

    private final Random random = new Random(SEED);
    private final List<Long> confirmed = new ArrayList<>();
    private int heirs;
    private long next;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(directory.resolve("kafka")).nodes(3).start();
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    @Test
    void shouldDeliverEachConfirmedReportOnceWhereverTheProcessIsKilled() throws IOException {
        int kills = Integer.getInteger("killed.engines", 8);

        Map<Integer, List<Long>> read = killAll(kills, "EXACTLY_ONCE");

        read.forEach((partition, numbers) ->
                assertThat(numbers).as("partition " + partition).doesNotHaveDuplicates());
        audit(kills, read);
    }

    @Test
    void shouldRepeatAtMostWhenDeliveringAtLeastOnceWhereverTheProcessIsKilled() throws IOException {
        int kills = Integer.getInteger("killed.engines", 4);

        audit(kills, killAll(kills, "AT_LEAST_ONCE"));
    }

    /** What can be read in the end, by partition. */
    private Map<Integer, List<Long>> killAll(int kills, String guarantee) throws IOException {
        System.out.println(kills + " kills, " + guarantee + ", -Dkilled.seed=" + SEED);
        String topic = guarantee.toLowerCase(Locale.ROOT);
        kafka.createTopic(topic, EngineVictim.PARTITIONS);
        String journal = directory.resolve("journal-" + topic).toString();
        for (int life = 0; life < kills; life++) {
            liveAndDie(life, topic, journal, guarantee);
        }
        try (Engine engine = Engine.open(EngineVictim.config(kafka.bootstrapServers(), journal, guarantee))) {
            Await.until("all is delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);
            Await.until("all is well", SOON, () -> engine.statistics().held().isEmpty());
        }
        return read(topic);
    }

    /** It is killed some moments after its first report was confirmed. */
    private void liveAndDie(int life, String topic, String journal, String guarantee) throws IOException {
        Path output = directory.resolve(topic + "-" + life + ".out");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                EngineVictim.class.getName(),
                kafka.bootstrapServers(),
                journal,
                guarantee,
                topic,
                Long.toString(next));
        try (ChildProcess victim = ChildProcess.start("engine " + life, command, output)) {
            Await.until(
                    "the engine works",
                    SOON,
                    () -> !told(output, EngineVictim.SENT).isEmpty());
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(4_000)).toNanos());
            victim.kill();
        }
        List<Long> sent = told(output, EngineVictim.SENT);
        confirmed.addAll(sent);
        heirs += told(output, EngineVictim.LEFT).get(0) > 0 ? 1 : 0;
        next = sent.get(sent.size() - 1) + 1_000_000; // so that what was not confirmed is known by its number
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

    private static Map<Integer, List<Long>> read(String topic) {
        Map<Integer, List<Long>> read = new TreeMap<>();
        TopicReader.readAll(kafka.bootstrapServers(), topic, SOON)
                .forEach(record -> read.computeIfAbsent(record.partition(), partition -> new ArrayList<>())
                        .add(Long.parseLong(new String(record.value(), UTF_8))));
        return read;
    }

    /** First copies are complete and in order, and nothing is there that was not sent. */
    private void audit(int kills, Map<Integer, List<Long>> read) {
        List<Long> all = new ArrayList<>();
        long copies = 0;
        for (Map.Entry<Integer, List<Long>> partition : read.entrySet()) {
            List<Long> first = partition.getValue().stream().distinct().toList();
            assertThat(first).as("in order in partition " + partition.getKey()).isSorted();
            assertThat(first).allMatch(number -> number % EngineVictim.PARTITIONS == partition.getKey());
            all.addAll(first);
            copies += partition.getValue().size() - first.size();
        }
        System.out.printf(
                "%d kills, %d of them with reports left for the next life; %d reports confirmed, %d more arrived, %d duplicates%n",
                kills, heirs, confirmed.size(), all.size() - confirmed.size(), copies);
        assertThat(all).containsAll(confirmed);
        assertThat(all.size() - confirmed.size())
                .as("one for each life at most had not been confirmed yet")
                .isBetween(0, kills);
        assertThat(heirs).as("lives that found reports left").isPositive();
    }
}
