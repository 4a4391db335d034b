package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.benchmarks.relay.EndOffsets;
import dev.rapporteur.benchmarks.relay.Relay;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.database.PostgresServer;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whether the relays that reports are measured beside do what they are measured for: each row, at least once, in its key's order. Too long
 * for each build, which only runs them for a moment ({@link PeerBenchmarksIT}).
 */
@EnabledIfSystemProperty(named = "soak.minutes", matches = "[1-9][0-9]*")
class RelaysTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int TRANSACTIONS = 100;

    private static KafkaCluster kafka;
    private static DecisionDatabase database;

    private Path directory;
    private String topic;
    private OutboxWriter first;
    private OutboxWriter second;
    private @Nullable Relay relay;

    @BeforeAll
    static void startServers() throws IOException, SQLException {
        kafka = KafkaCluster.in(
                        Files.createTempDirectory(Files.createDirectories(Path.of("target", "relays")), "kafka"))
                .start();
        database = DecisionDatabase.startIn(Path.of("target", "postgres"), Relay.DATABASE_SETTINGS);
    }

    @AfterAll
    static void stopServers() throws SQLException {
        if (database != null) {
            database.close();
        }
        kafka.close();
    }

    @BeforeEach
    void openTopicAndSessions() throws IOException, SQLException {
        directory = Files.createTempDirectory(Path.of("target", "relays"), "relay");
        topic = directory.getFileName().toString();
        kafka.createTopic(topic, 2);
        first = new OutboxWriter(database.server().jdbcUrl(), topic, "first");
        second = new OutboxWriter(database.server().jdbcUrl(), topic, "second");
    }

    @AfterEach
    void closeRelayAndSessions() throws SQLException {
        if (relay != null) {
            relay.close();
        }
        first.close();
        second.close();
        database.clear();
        database.dropSlots();
    }

    @ParameterizedTest
    @EnumSource
    void shouldCarryWhatIsCommitted(Relay.Kind kind) throws Exception {
        start(kind);

        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> second.commit(TRANSACTIONS));
        first.commit(TRANSACTIONS);
        first.rollBack();
        first.commit(TRANSACTIONS);
        other.join();

        assertThatAllArrive();
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnWhenTheTableIsTruncated(Relay.Kind kind) throws Exception {
        start(kind);
        first.commit(TRANSACTIONS);
        awaitRecords(first.rows());

        database.clear();
        first.commit(TRANSACTIONS);

        assertThatAllArrive();
    }

    @ParameterizedTest
    @EnumSource
    void shouldLoseNothingWhenItIsKilledWhileKafkaIsAway(Relay.Kind kind) throws Exception {
        Relay killed = start(kind);
        CompletableFuture<Void> writing = CompletableFuture.allOf(
                CompletableFuture.runAsync(first::commitUntilEnough),
                CompletableFuture.runAsync(second::commitUntilEnough));
        awaitRecords(TRANSACTIONS);

        kafka.broker(1).kill();
        awaitMoreRows(); // which it takes, and can't deliver
        killed.kill();
        awaitMoreRows();
        kafka.start();
        start(kind);
        awaitMoreRows();
        first.enough();
        second.enough();
        writing.join();

        assertThatAllArrive();
    }

    private void awaitRecords(int records) throws Exception {
        try (EndOffsets ends = EndOffsets.of(kafka.bootstrapServers(), topic)) {
            ends.await(records, SOON);
        }
    }

    private void awaitMoreRows() {
        int rows = first.rows();
        Await.until("rows are written meanwhile", SOON, () -> first.rows() > rows + 5 * TRANSACTIONS);
    }

    private Relay start(Relay.Kind kind) throws IOException {
        Relay started = Relay.start(
                kind, directory, database.server().jdbcUrl(), PostgresServer.SUPERUSER, kafka.bootstrapServers());
        relay = started;
        return started;
    }

    /** Each row, and no other; of those that arrive again only the first time counts. */
    private void assertThatAllArrive() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (TopicReader reader = new TopicReader(kafka.bootstrapServers(), topic)) {
            Await.until("all rows are in Kafka", SOON, () -> {
                records.addAll(reader.readToEnd(SOON));
                return ids(records).size() >= first.rows() + second.rows();
            });
        } catch (Await.NotInTimeException e) {
            // What is below says which are not.
        }
        assertThat(numbers(records, first)).isEqualTo(upTo(first.rows()));
        assertThat(numbers(records, second)).isEqualTo(upTo(second.rows()));
        assertThat(ids(records)).hasSize(first.rows() + second.rows());
    }

    private static List<Integer> numbers(List<ConsumerRecord<byte[], byte[]>> records, OutboxWriter writer) {
        return records.stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(writer.key()))
                .map(record -> writer.numberOf(record.value()))
                .distinct()
                .toList();
    }

    private static List<Integer> upTo(int rows) {
        return IntStream.range(0, rows).boxed().toList();
    }

    /** What readers know a row that they have already by. */
    private static List<String> ids(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> new String(record.headers().lastHeader("id").value(), StandardCharsets.US_ASCII))
                .distinct()
                .toList();
    }
}
