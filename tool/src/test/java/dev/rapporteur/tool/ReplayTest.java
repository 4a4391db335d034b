package dev.rapporteur.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.tool.JournalDump;
import dev.rapporteur.impl.tool.ReportFilter;
import dev.rapporteur.impl.tool.ReportState;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Replaying to a real broker. */
class ReplayTest {

    private static final int REPORTS = 1_200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path shared;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static KafkaCluster kafka;

    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        // The reports' timestamps are years old: Kafka would delete them half a minute after its start.
        kafka = KafkaCluster.in(shared).property("log.retention.ms", "-1").start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private int replay(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "replay",
                temp.resolve("journal").toString(),
                "--bootstrap-servers=" + kafka.bootstrapServers(),
                "--progress=" + temp.resolve("progress")));
        args.addAll(List.of(more));
        return JournalTool.run(new PrintWriter(out), new PrintWriter(err), args.toArray(new String[0]));
    }

    private void write(String topic) {
        try (WrittenJournal journal = new WrittenJournal(temp.resolve("journal"))) {
            journal.route(topic, 2);
            for (int i = 0; i < REPORTS; i++) {
                journal.commit(topic, 0, topic + i);
            }
            journal.deliver(topic, 0, 100);
            journal.commit(topic, 1, "one");
            journal.commit(topic + "-new", 2, "x", "y");
        }
    }

    private static String topicOf(TestInfo test) {
        return test.getTestMethod().orElseThrow().getName();
    }

    private static List<String> read(String topic, int partition) {
        return TopicReader.readAll(kafka.bootstrapServers(), topic, PATIENCE).stream()
                .filter(one -> one.partition() == partition)
                .map(ConsumerRecord::value)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> undelivered(String topic) {
        return IntStream.range(100, REPORTS).mapToObj(i -> topic + i).toList();
    }

    @Test
    void shouldSendExactlyWhatIsUndeliveredOnceAndInOrder(TestInfo test) {
        String topic = topicOf(test);
        kafka.createTopic(topic, 2);
        write(topic);

        assertThat(replay()).as("a topic is missing: " + err).isEqualTo(1);
        assertThat(err.toString())
                .contains("topic " + topic + "-new keeps 2 reports")
                .contains("100%");
        assertThat(read(topic, 0)).isEqualTo(undelivered(topic));
        kafka.createTopic(topic + "-new", 3);
        assertThat(replay()).as(err.toString()).isZero();
        assertThat(out.toString()).contains("2 reports sent");
        assertThat(replay()).as(err.toString()).isZero();

        assertThat(out.toString()).contains("0 reports sent");
        assertThat(read(topic, 0)).isEqualTo(undelivered(topic));
        assertThat(read(topic, 1)).containsExactly("one");
        assertThat(read(topic + "-new", 2)).containsExactly("x", "y");
        ConsumerRecord<byte[], byte[]> one =
                TopicReader.readAll(kafka.bootstrapServers(), topic, PATIENCE).get(0);
        assertThat(one.headers().lastHeader("report-id")).isNotNull();
        assertThat(one.timestamp()).isEqualTo(1_700_000_000_000L);
    }

    @Test
    void shouldSendWhatIsMappedToWhereItIsMappedAndFindItThereWhenItWasNotNoted(TestInfo test) throws IOException {
        String topic = topicOf(test);
        kafka.createTopic(topic, 1);
        try (WrittenJournal journal = new WrittenJournal(temp.resolve("journal"))) {
            journal.route(topic, 2);
            journal.commit(topic, 0, "own");
            journal.commit(topic, 1, "mapped 1", "mapped 2");
            journal.append(new Frame.Mapped(topic, 1, 0));
        }
        assertThat(replay()).as(err.toString()).isZero();
        Files.delete(temp.resolve("progress"));

        assertThat(replay()).as(err.toString()).isZero();

        assertThat(read(topic, 0)).containsExactlyInAnyOrder("own", "mapped 1", "mapped 2");
        assertThat(read(topic, 0)).containsSubsequence("mapped 1", "mapped 2");
    }

    /** Each has had its batch there when the tool was killed, so that the first ones lie far from the end. */
    @Test
    void shouldFindWhatArrivedOfAllThatAreMappedToOnePartition(TestInfo test) {
        String topic = topicOf(test);
        kafka.createTopic(topic, 1);
        try (WrittenJournal journal = new WrittenJournal(temp.resolve("journal"))) {
            journal.route(topic, 3);
            for (int partition = 0; partition < 3; partition++) {
                for (int i = 0; i < 460; i++) {
                    journal.commit(topic, partition, partition + "." + i);
                }
            }
            journal.append(new Frame.Mapped(topic, 1, 0));
            journal.append(new Frame.Mapped(topic, 2, 0));
        }
        for (int partition = 0; partition < 3; partition++) {
            sendFirst(topic, partition, 450);
        }

        assertThat(replay()).as(err.toString()).isZero();

        assertThat(out.toString()).contains("30 reports sent, 1350 had arrived before");
        assertThat(read(topic, 0)).doesNotHaveDuplicates().hasSize(3 * 460);
    }

    /** As after a kill between Kafka's confirmation and the note of it, by this tool or by the server. */
    @Test
    void shouldNotSendAgainWhatArrivedWithoutBeingNoted(TestInfo test) {
        String topic = topicOf(test);
        kafka.createTopic(topic, 2);
        kafka.createTopic(topic + "-new", 3);
        write(topic);
        int arrived = 700;
        sendFirst(topic, 0, arrived);

        assertThat(replay()).as(err.toString()).isZero();

        assertThat(out.toString())
                .contains((REPORTS - 100 + 3 - arrived) + " reports sent, " + arrived + " had arrived before");
        assertThat(read(topic, 0)).isEqualTo(undelivered(topic));
        assertThat(replay()).as(err.toString()).isZero();
        assertThat(read(topic, 0)).isEqualTo(undelivered(topic));
        assertThat(read(topic, 1)).containsExactly("one");
    }

    /** To partition 0, the first that wait in the other one. */
    private void sendFirst(String topic, int of, int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        JournalDump.of(temp.resolve("journal"), ReportFilter.ALL, line -> {
            if (line.topic().equals(topic)
                    && Integer.valueOf(of).equals(line.partition())
                    && line.state() == ReportState.UNDELIVERED
                    && records.size() < count) {
                ProducerRecord<byte[], byte[]> one = new ProducerRecord<>(topic, 0, null, line.payload());
                one.headers().add("report-id", line.id().getBytes(StandardCharsets.US_ASCII));
                records.add(one);
            }
        });
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> answers =
                    records.stream().map(producer::send).toList();
            producer.flush();
            assertThat(answers).allSatisfy(answer -> assertThat(answer.get()).isNotNull());
        }
    }

    @Test
    void shouldMarkWhatWasSentSoThatTheServerDoesNotSendItAgain(TestInfo test) {
        String topic = topicOf(test);
        kafka.createTopic(topic, 2);
        kafka.createTopic(topic + "-new", 3);
        write(topic);
        assertThat(replay("--topic=" + topic)).as(err.toString()).isZero();

        assertThat(replay("--mark-delivered")).as(err.toString()).isZero();

        assertThat(out.toString()).contains("2 reports sent");
        assertThat(read(topic, 0)).isEqualTo(undelivered(topic));
        StringWriter described = new StringWriter();
        String directory = temp.resolve("journal").toString();
        assertThat(JournalTool.run(new PrintWriter(described), new PrintWriter(err), "describe", directory))
                .isZero();
        assertThat(described.toString()).containsPattern(topic + "-0 +0 ").containsPattern(topic + "-new-2 +0 ");
        assertThat(JournalTool.run(new PrintWriter(out), new PrintWriter(err), "verify", directory))
                .as(out.toString())
                .isZero();
    }

    @Test
    void shouldRefuseTheProgressOfAnotherJournal(TestInfo test) throws Exception {
        kafka.createTopic(topicOf(test), 2);
        write(topicOf(test));
        Files.writeString(temp.resolve("progress"), "journal=another\ncluster=x\n");

        assertThat(replay()).isEqualTo(3);

        assertThat(err.toString()).contains("nothing was sent");
        assertThat(read(topicOf(test), 0)).isEmpty();
    }
}
