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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the whole process under load, with deliveryGuarantee=EXACTLY_ONCE. */
class KilledEngineTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int KILLS = Integer.getInteger("killed.engines", 8);
    private static final int PARTITIONS = 3;

    @TempDir
    Path directory;

    private final Random random = new Random(Long.getLong("killed.seed", System.nanoTime()));
    private final List<Long> confirmed = new ArrayList<>();
    private long next;

    @Test
    void shouldDeliverEachConfirmedReportOnceWhereverTheProcessIsKilled() throws IOException {
        try (KafkaCluster kafka = KafkaCluster.in(directory.resolve("kafka")).start()) {
            kafka.createTopic(EngineVictim.TOPIC, PARTITIONS);
            String journal = directory.resolve("journal").toString();
            for (int life = 0; life < KILLS; life++) {
                liveAndDie(life, kafka, journal);
            }
            try (Engine engine = Engine.open(EngineVictim.config(kafka.bootstrapServers(), journal))) {
                Await.until("all is delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);
                Await.until(
                        "all is well", SOON, () -> engine.statistics().held().isEmpty());
            }
            audit(read(kafka));
        }
    }

    /** It is killed some moments after its first report could be read, or before. */
    private void liveAndDie(int life, KafkaCluster kafka, String journal) throws IOException {
        Path output = directory.resolve("victim-" + life + ".out");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                EngineVictim.class.getName(),
                kafka.bootstrapServers(),
                journal,
                Long.toString(next));
        try (ChildProcess victim = ChildProcess.start("engine " + life, command, output)) {
            Await.until("the engine works", SOON, () -> !sent(output).isEmpty());
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(4_000)).toNanos());
            victim.kill();
        }
        List<Long> sent = sent(output);
        confirmed.addAll(sent);
        next = sent.get(sent.size() - 1) + 1_000_000; // so that what was not confirmed is known by its number
    }

    /** A last line that the kill has cut is no confirmation. */
    private static List<Long> sent(Path output) throws IOException {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith(EngineVictim.SENT))
                .map(line -> Long.parseLong(line.substring(EngineVictim.SENT.length())))
                .toList();
    }

    private static Map<Integer, List<Long>> read(KafkaCluster kafka) {
        Map<Integer, List<Long>> read = new HashMap<>();
        TopicReader.readAll(kafka.bootstrapServers(), EngineVictim.TOPIC, SOON)
                .forEach(record -> read.computeIfAbsent(record.partition(), partition -> new ArrayList<>())
                        .add(Long.parseLong(new String(record.value(), UTF_8))));
        return read;
    }

    private void audit(Map<Integer, List<Long>> read) {
        System.out.println(KILLS + " kills, " + confirmed.size() + " reports confirmed");
        List<Long> all = new ArrayList<>();
        read.forEach((partition, numbers) -> {
            assertThat(numbers)
                    .as("in order, each once, in partition " + partition)
                    .isSorted();
            assertThat(numbers).doesNotHaveDuplicates();
            all.addAll(numbers);
        });
        assertThat(all).containsAll(confirmed);
        assertThat(all.size() - confirmed.size())
                .as("one for each life at most had not been confirmed yet")
                .isBetween(0, KILLS);
    }
}
