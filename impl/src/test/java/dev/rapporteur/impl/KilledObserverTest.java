package dev.rapporteur.impl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.DeliveryEvent;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.ChildProcess;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 of the whole process while a listener lags behind: each report is told of at least once. */
class KilledObserverTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int KILLS = Integer.getInteger("killed.observers", 4);

    @TempDir
    Path directory;

    private final Random random = new Random(Long.getLong("killed.seed", System.nanoTime()));
    private final Set<String> sent = new HashSet<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    @ParameterizedTest
    @ValueSource(strings = {"EXACTLY_ONCE", "AT_LEAST_ONCE"})
    void shouldTellOfEachReportWhereverTheProcessIsKilled(String guarantee) throws IOException {
        try (KafkaCluster kafka = cluster()) {
            for (int life = 0; life < KILLS; life++) {
                liveAndDie("life " + life, List.of(), kafka, guarantee);
            }

            liveOn(kafka, guarantee);
        }
    }

    /** The next life finds out by the markers that Kafka has what it sent, and does not send it again. */
    @Test
    void shouldTellOfWhatOnlyAMarkerSaysToBeDelivered() throws IOException {
        try (KafkaCluster kafka = cluster()) {
            liveAndDie(
                    "halted",
                    List.of("-Drapporteur.haltPoints=true", "-Drapporteur.halt=BEFORE_DELIVERED"),
                    kafka,
                    "EXACTLY_ONCE");
            assertThat(told).isEmpty();

            List<DeliveryEvent.Delivered> withoutOffset = liveOn(kafka, "EXACTLY_ONCE");

            assertThat(withoutOffset).isNotEmpty();
        }
    }

    private KafkaCluster cluster() {
        KafkaCluster kafka = KafkaCluster.in(directory.resolve("kafka")).start();
        kafka.createTopic(ObservedVictim.TOPIC, 3);
        return kafka;
    }

    private String journal() {
        return directory.resolve("journal").toString();
    }

    private void liveAndDie(String life, List<String> options, KafkaCluster kafka, String guarantee)
            throws IOException {
        Path output = directory.resolve(life + ".out");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.addAll(List.of(ObservedVictim.class.getName(), kafka.bootstrapServers(), journal(), guarantee));
        try (ChildProcess victim = ChildProcess.start(life, command, output)) {
            if (options.isEmpty()) {
                Await.until(
                        "somebody is told",
                        SOON,
                        () -> !ids(output, ObservedVictim.TOLD).isEmpty());
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(2_000)).toNanos());
                victim.kill();
            } else {
                Await.until("it has halted", SOON, () -> !victim.isAlive());
            }
        }
        sent.addAll(ids(output, ObservedVictim.SENT));
        told.addAll(ids(output, ObservedVictim.TOLD));
    }

    /** A last life, which delivers and tells all there is. @return what it told without an offset */
    private List<DeliveryEvent.Delivered> liveOn(KafkaCluster kafka, String guarantee) {
        List<DeliveryEvent.Delivered> withoutOffset = new ArrayList<>();
        try (Engine engine = Engine.open(ObservedVictim.config(kafka.bootstrapServers(), journal(), guarantee))) {
            engine.observe(
                    ObservedVictim.OBSERVER,
                    event -> {
                        told.add(event.id().toString());
                        if (event instanceof DeliveryEvent.Delivered delivered
                                && delivered.offset().isEmpty()) {
                            withoutOffset.add(delivered);
                        }
                    },
                    Runnable::run);
            Await.until("all is delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);
            Await.until("all is told", SOON, () -> told.containsAll(sent));
        }
        System.out.println(sent.size() + " sent, " + told.size() + " told, " + withoutOffset.size()
                + " of them without an offset in the last life");
        return withoutOffset;
    }

    /** A last line that the kill has cut does not count. */
    private static List<String> ids(Path output, String of) throws IOException {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith(of))
                .map(line -> line.substring(of.length()))
                .toList();
    }
}
