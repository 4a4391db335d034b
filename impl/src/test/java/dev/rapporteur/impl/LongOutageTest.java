package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.Report;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.kafka.ClientPropertyNames;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaBroker;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka is away for a day's reports, and comes back; {@code -Doutage.reports=1000000} for a backlog of that many, {@code
 * -Doutage.brokers=3} for more than the one broker that a build has time for.
 * The day is in the reports' times and in what piles up: the engine's own clock is the machine's, and sees minutes at most.
 */
class LongOutageTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long REPORTS = Long.getLong("outage.reports", 50_000);
    private static final int BROKERS = Integer.getInteger("outage.brokers", 1);
    private static final Duration DELIVERED_WITHIN = SOON.plusMillis(REPORTS);
    private static final int PARTITIONS = 12;
    private static final int TOGETHER = 500;
    private static final String TOPIC = "payments";
    private static final String FILL =
            " of a day without Kafka; in all this has about a hundred bytes, as a small report may.";

    @TempDir
    Path directory;

    private final Instant dawn = Instant.now().minus(Duration.ofDays(1));
    private long sent;

    @Test
    void shouldDeliverADaysBacklogInOrderOnceWhenKafkaIsBack() {
        try (KafkaCluster kafka = KafkaCluster.in(directory.resolve("kafka"))
                .nodes(BROKERS)
                .property("broker.session.timeout.ms", "3000")
                .property("broker.heartbeat.interval.ms", "500")
                .start()) {
            kafka.createTopic(TOPIC, PARTITIONS);
            try (Engine engine = open(kafka)) {
                send(engine, PARTITIONS);
                awaitDelivered(engine);
                kafka.brokers().forEach(KafkaBroker::kill);
                send(engine, REPORTS / 2);
            }
            try (Engine engine = open(kafka)) {
                send(engine, REPORTS - REPORTS / 2);
                assertThat(engine.statistics().reportsWaiting()).isEqualTo(REPORTS);

                kafka.start();
                long back = System.nanoTime();
                awaitDelivered(engine);

                long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - back);
                System.out.printf(
                        "%d reports in %d ms after Kafka was back: %d a second, %d brokers%n",
                        REPORTS, ms, REPORTS * 1_000 / ms, BROKERS);
            }
            assertOnceInOrder(kafka);
        }
    }

    private Engine open(KafkaCluster kafka) {
        return Engine.open(EngineConfig.read(
                Map.of(
                        "name", "outage",
                        "nodeName", "node-1",
                        "bootstrapServers", kafka.bootstrapServers(),
                        "journalDirectory", directory.resolve("journal").toString(),
                        "memoryMaxBytes", "16777216"), // less than what waits
                new ClientPropertyNames()));
    }

    /** Many to a transaction, else the test would wait for the disk a million times. */
    private void send(Engine engine, long count) {
        for (long end = sent + count; sent < end; ) {
            Branch branch = engine.begin();
            List<Report> together = new ArrayList<>();
            for (int i = 0; i < TOGETHER && sent < end; i++) {
                together.add(Report.to(TOPIC)
                        .partition((int) (sent % PARTITIONS))
                        .payload(sent + FILL)
                        .timestamp(dawn.plusMillis(TimeUnit.DAYS.toMillis(1) * sent / (REPORTS + PARTITIONS)))
                        .build());
                sent++;
            }
            branch.send(together);
            branch.commit();
        }
    }

    private static void awaitDelivered(Engine engine) {
        Await.until(
                "all is delivered", DELIVERED_WITHIN, () -> engine.statistics().reportsWaiting() == 0);
    }

    private void assertOnceInOrder(KafkaCluster kafka) {
        Map<Integer, List<Long>> read = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record :
                TopicReader.readAll(kafka.bootstrapServers(), TOPIC, DELIVERED_WITHIN)) {
            String payload = new String(record.value(), UTF_8);
            read.computeIfAbsent(record.partition(), partition -> new ArrayList<>())
                    .add(Long.parseLong(payload.substring(0, payload.length() - FILL.length())));
        }
        for (int partition = 0; partition < PARTITIONS; partition++) {
            long first = partition;
            assertThat(read.getOrDefault(partition, Collections.emptyList()))
                    .as("partition " + partition)
                    .isEqualTo(LongStream.iterate(first, number -> number < sent, number -> number + PARTITIONS)
                            .boxed()
                            .toList());
        }
    }
}
