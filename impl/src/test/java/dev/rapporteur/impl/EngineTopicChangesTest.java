package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.dispatch.ProgressPositions;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.monitor.ParkedReportsMXBean;
import dev.rapporteur.impl.monitor.ParkedView;
import dev.rapporteur.impl.xa.Branch;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.ClientListener;
import dev.rapporteur.testkit.kafka.KafkaBroker;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What others do to topics while a whole engine has reports for them, on three brokers that create topics when they are asked to. */
class EngineTopicChangesTest {

    private static final String ENGINE = "changes-test";
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int OLD_COUNT = 3;
    private static final int NEW_COUNT = 6;

    @TempDir
    static Path kafkaDirectory;

    private static KafkaCluster kafka;

    @TempDir
    Path directory;

    private String topic = "";
    private String onMissingMarker = "HOLD";
    private FaultyDirectory disk;
    private Engine engine;
    private volatile boolean sending;
    private final AtomicInteger sent = new AtomicInteger();

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(kafkaDirectory)
                .nodes(3)
                .clientListener(ClientListener.plaintext())
                .property("auto.create.topics.enable", "true")
                .start();
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    /** A topic and an engine of each test's own. */
    @BeforeEach
    void open(TestInfo test) {
        topic = "topic-" + test.getTestMethod().orElseThrow().getName().hashCode();
        disk = new FaultyDirectory(FileSystemDirectory.at(directory.resolve("journal")));
        engine = openEngine();
    }

    private Engine openEngine() {
        EngineConfig config = EngineConfigs.small(
                ENGINE,
                kafka.clientBootstrapServers(),
                directory,
                Map.of(
                        "journalMaxBytes",
                        "67108864",
                        "progressTopic",
                        progressTopic(),
                        "onMissingMarker",
                        onMissingMarker,
                        "stopTimeout",
                        "1s"));
        return Engine.open(config, disk, Engine.threads(config));
    }

    private String progressTopic() {
        return topic + "-progress";
    }

    @AfterEach
    void closeWithoutTrace() {
        sending = false;
        disk.fail(false);
        reachable(true);
        engine.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("rapporteur"));
    }

    @Test
    void shouldParkOnlyWhatALoweredLimitRefusesAndDeliverItWhenTheLimitIsRaised() throws Exception {
        kafka.createTopic(topic, 2);
        sendTo(0, "first");
        awaitDelivered();
        reachable(false);
        List<String> payloads = IntStream.range(0, 16)
                .mapToObj(number -> number + "x".repeat(number % 5 == 3 ? 4_000 : 400 * (number % 5)))
                .toList();
        for (String payload : payloads) {
            sendTo(0, payload);
            sendTo(1, payload);
        }
        List<String> small =
                payloads.stream().filter(each -> each.length() < 3_000).toList();
        List<String> large =
                payloads.stream().filter(each -> each.length() > 3_000).toList();

        setLimit(3_000);
        reachable(true);

        Await.until("the large ones are parked", SOON, () -> engine.statistics().reportsParked() == 2L * large.size());
        awaitDelivered();
        assertThat(read(0))
                .startsWith("first")
                .endsWith(small.toArray(String[]::new))
                .hasSize(1 + small.size());
        assertThat(read(1)).containsExactlyElementsOf(small);
        assertThat(parked().getParked())
                .extracting(ParkedView::getReason)
                .allSatisfy(reason -> assertThat(reason).contains("RecordTooLarge", "max.message.bytes", topic));
        assertThat(held()).contains("Parked reports: " + 2 * large.size(), "retry or drop");

        setLimit(100_000);
        assertThat(parked().retryAll(topic, 0, 0)).isEqualTo(large.size());
        assertThat(parked().retryAll(topic, 1, 1)).isEqualTo(large.size());

        awaitDelivered();
        List<String> all = Stream.concat(small.stream(), large.stream()).toList();
        assertThat(read(0))
                .startsWith("first")
                .endsWith(all.toArray(String[]::new))
                .hasSize(1 + all.size());
        assertThat(read(1)).containsExactlyElementsOf(all);
        assertThat(engine.statistics().reportsParked()).isZero();
    }

    /** One sender, so that there is one moment from which on it counts the new partitions. */
    @Test
    void shouldUseAddedPartitionsFromOneMomentOnAndKeepTheOrderOfWhatWasSentBefore() throws Exception {
        kafka.createTopic(topic, OLD_COUNT);
        Thread sender = new Thread(this::sendUntilStopped, "sender");
        sending = true;
        sender.start();
        Await.until("each partition has some", SOON, () -> partitionsRead() == OLD_COUNT);

        try (Admin admin = kafka.admin()) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(NEW_COUNT)))
                    .all()
                    .get();
        }
        KafkaBroker leader = kafka.leaderOf(topic, 0);
        leader.network().refuse(); // topics are looked at each 30 s, and 2 s after one does not get on
        Await.until("they are known", SOON, () -> engine.partitionsFor(topic).size() == NEW_COUNT);
        leader.network().heal();
        Await.until("each partition has some", SOON, () -> partitionsRead() == NEW_COUNT);
        sending = false;
        sender.join();
        awaitDelivered();

        int[] partitionOf = new int[sent.get()];
        Arrays.fill(partitionOf, -1);
        for (int partition = 0; partition < NEW_COUNT; partition++) {
            List<Integer> numbers =
                    read(partition).stream().map(Integer::valueOf).toList();
            assertThat(numbers)
                    .as("in order in partition %d", partition)
                    .isSorted()
                    .doesNotHaveDuplicates();
            for (int number : numbers) {
                assertThat(partitionOf[number])
                        .as("the partition that has %d, too", number)
                        .isEqualTo(-1);
                partitionOf[number] = partition;
            }
        }
        assertThat(partitionOf).doesNotContain(-1);
        int firstInNew = IntStream.range(0, partitionOf.length)
                .filter(number -> partitionOf[number] >= OLD_COUNT)
                .findFirst()
                .orElseThrow();
        int lastByOld = IntStream.range(0, partitionOf.length)
                .filter(number -> isKeyed(number)
                        && partitionOf[number] == byKey(number, OLD_COUNT)
                        && partitionOf[number] != byKey(number, NEW_COUNT))
                .max()
                .orElseThrow();
        assertThat(lastByOld).isLessThan(firstInNew);
        assertThat(IntStream.range(firstInNew, partitionOf.length).filter(EngineTopicChangesTest::isKeyed))
                .allSatisfy(number -> assertThat(partitionOf[number]).isEqualTo(byKey(number, NEW_COUNT)));
        assertThat(IntStream.range(firstInNew, partitionOf.length)
                        .filter(number -> !isKeyed(number))
                        .map(number -> partitionOf[number]))
                .contains(0, 1, 2, 3, 4, 5);
        Await.until("nothing is held", SOON, () -> engine.statistics().held().isEmpty());
    }

    private void sendUntilStopped() {
        while (sending) {
            int number = sent.get();
            byte[] payload = Integer.toString(number).getBytes(UTF_8);
            Branch branch = engine.begin();
            if (isKeyed(number)) {
                branch.send(topic, key(number), payload);
            } else {
                branch.send(topic, payload);
            }
            branch.commit();
            sent.incrementAndGet();
        }
    }

    private static boolean isKeyed(int number) {
        return number % 2 == 0;
    }

    private static String key(int number) {
        return "key-" + number % 50;
    }

    /** As Kafka's own producer does it. */
    private static int byKey(int number, int partitions) {
        return BuiltInPartitioner.partitionForKey(key(number).getBytes(UTF_8), partitions);
    }

    private long partitionsRead() {
        return TopicReader.readAll(kafka.bootstrapServers(), topic, SOON).stream()
                .map(ConsumerRecord::partition)
                .distinct()
                .count();
    }

    @Test
    void shouldHoldReportsForATopicThatIsAbsentAndLeaveItAbsentThoughBrokersWouldCreateIt() throws Exception {
        send(1);
        Await.until(
                "it is missed",
                SOON,
                () -> held().contains("Topic \"" + topic + "\" does not exist in the cluster: create it"));
        assertThatThrownBy(() -> engine.partitionsFor(topic)).hasMessageContaining("does not exist in the cluster");
        engine.close();
        engine = openEngine();
        awaitHeld("\"" + topic + "\" does not exist");
        assertThat(topics()).doesNotContain(topic);

        kafka.createTopic(topic, 1);
        awaitDelivered();
        engine.close();
        kafka.deleteTopics(topic);
        Await.until("it is gone", SOON, () -> !topics().contains(topic));
        engine = openEngine();
        send(5);
        awaitHeld("\"" + topic + "\" does not exist");

        assertThat(engine.statistics().reportsWaiting()).isEqualTo(5);
        assertThat(topics()).doesNotContain(topic);
    }

    private static Set<String> topics() {
        try (Admin admin = kafka.admin()) {
            return admin.listTopics().names().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldHoldPartitionsWhenTheProgressTopicIsGoneAfterAnUncleanStopUntilToldToSendAgain() throws Exception {
        kafka.createTopic(topic, 1);
        send(50);
        awaitDelivered();
        reachable(false);
        send(20);
        stopUncleanly();
        reachable(true);
        kafka.deleteTopics(progressTopic());
        Await.until("it is gone from each broker", SOON, () -> !isOnAnyBroker(progressTopic()));

        engine = openEngine();
        awaitHeld("Partition " + topic + "-0 is held: No progress marker");
        assertThat(held())
                .contains(
                        "the journal was not closed in order",
                        "See whether the progress topic was deleted",
                        "set onMissingMarker=RESEND");
        assertThat(engine.statistics().reportsWaiting()).isEqualTo(20);
        assertThat(read(0)).hasSize(50);

        engine.close();
        engine = openEngine();
        awaitHeld("is held: No progress marker"); // also after an orderly stop

        engine.close();
        onMissingMarker = "RESEND";
        List<String> warnings = new CopyOnWriteArrayList<>();
        Handler listener = listener(warnings);
        Logger.getLogger(ProgressPositions.class.getName()).addHandler(listener);
        try {
            engine = openEngine();
            awaitDelivered();
        } finally {
            Logger.getLogger(ProgressPositions.class.getName()).removeHandler(listener);
        }
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(
                        "No progress marker of " + topic + "-0 is in Kafka",
                        "may come twice, since onMissingMarker is RESEND");
        assertThat(read(0))
                .containsExactlyElementsOf(
                        IntStream.range(0, 70).mapToObj(Integer::toString).toList());
    }

    /** One that has not heard yet that it was deleted still gives its markers to readers. */
    private static boolean isOnAnyBroker(String topic) {
        List<Integer> brokers = kafka.brokers().stream().map(KafkaBroker::id).toList();
        try (Admin admin = kafka.admin()) {
            return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                    .flatMap(directories -> directories.values().stream())
                    .flatMap(one -> one.replicaInfos().keySet().stream())
                    .anyMatch(replica -> replica.topic().equals(topic));
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** As when its process is killed: nothing says in the journal that it ends. */
    private void stopUncleanly() {
        disk.fail(true);
        engine.close();
        disk.fail(false);
    }

    private void setLimit(int bytes) {
        kafka.set(topic, "max.message.bytes", Integer.toString(bytes));
    }

    private static Handler listener(List<String> warnings) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                warnings.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static ParkedReportsMXBean parked() {
        return Beans.of(ENGINE, "ParkedReports", ParkedReportsMXBean.class);
    }

    /** Whether the brokers are, for the engine; who looks from the first listener always reaches them. */
    private static void reachable(boolean are) {
        kafka.brokers().forEach(broker -> {
            if (are) {
                broker.network().heal();
            } else {
                broker.network().refuse();
            }
        });
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            Branch branch = engine.begin();
            branch.send(topic, Integer.toString(sent.getAndIncrement()).getBytes(UTF_8));
            branch.commit();
        }
    }

    private void sendTo(int partition, String payload) {
        Branch branch = engine.begin();
        branch.sendTo(topic, partition, payload.getBytes(UTF_8));
        branch.commit();
    }

    private void awaitHeld(String sentence) {
        try {
            Await.until("health says so", SOON, () -> held().contains(sentence));
        } catch (Await.NotInTimeException e) {
            throw new AssertionError("Not \"" + sentence + "\" but " + engine.statistics(), e);
        }
    }

    private String held() {
        return engine.statistics().held().toString();
    }

    private void awaitDelivered() {
        Await.until("all is delivered", SOON, () -> engine.statistics().reportsWaiting() == 0);
    }

    /** What readers of committed records get of a partition, in its order. */
    private List<String> read(int partition) {
        return TopicReader.readAll(kafka.bootstrapServers(), topic, SOON).stream()
                .filter(record -> record.partition() == partition)
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }
}
