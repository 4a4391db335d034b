package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.Report;
import dev.rapporteur.it.app.Assortment;
import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.app.Rows;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.RawProducer;
import dev.rapporteur.it.bed.Topic;
import dev.rapporteur.it.told.Ledger;
import dev.rapporteur.testkit.Await;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commits arrives: exactly, as it was sent, where Kafka's own partitioner would put it, in order. */
@ArquillianTest
class CommitIT {

    private static final int PARTITIONS = 5;

    private final App app = App.on(Bed.server(), "commit");

    @Deployment(testable = false)
    static WebArchive application() {
        return Archives.war("commit.war").addClass(Ledger.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reportAssortment", "payAssortment"})
    void shouldDeliverExactlyWhatWasSentWhenCommittedInOneOrTwoPhases(String way) {
        Topic topic = Topic.create(Bed.kafka(), way, PARTITIONS);
        Instant before = Instant.now();

        app.call(Payments.class, way, topic);

        List<Arrival> arrivals = topic.arrived(app);
        List<Report> sent = Assortment.of(topic.name());
        assertThat(arrivals)
                .extracting(CommitIT::content)
                .containsExactlyInAnyOrderElementsOf(
                        sent.stream().map(CommitIT::content).toList());
        assertThat(arrivals).extracting(Arrival::id).doesNotHaveDuplicates();
        assertThat(arrivals).allSatisfy(arrival -> {
            if ("of another time".equals(arrival.payload())) {
                assertThat(arrival.timestampMs()).isEqualTo(Assortment.TIMESTAMP.toEpochMilli());
            } else {
                assertThat(Instant.ofEpochMilli(arrival.timestampMs())).isBetween(before.minusMillis(1), Instant.now());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"reportAssortment", "payAssortment"})
    void shouldChooseTheSamePartitionsAsARawProducer(String way) {
        Topic topic = Topic.create(Bed.kafka(), way, PARTITIONS);
        Topic twin = Topic.create(Bed.kafka(), "twin", PARTITIONS);
        Map<String, Integer> expected = RawProducer.partitionsOfKeys(
                twin, IntStream.range(0, 20).mapToObj(i -> "key-" + i).toList());

        app.call(Payments.class, way, topic);

        List<Arrival> arrivals = topic.arrived(app);
        assertThat(arrivals)
                .filteredOn(arrival -> String.valueOf(arrival.payload()).startsWith("keyed "))
                .hasSize(Assortment.KEYED)
                .allSatisfy(arrival -> assertThat(arrival.partition()).isEqualTo(expected.get(arrival.key())));
        assertThat(arrivals)
                .filteredOn(arrival -> "the partition wins".equals(arrival.payload()))
                .singleElement()
                .satisfies(arrival -> assertThat(arrival.partition()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reportAssortment", "payAssortment"})
    void shouldSendAllOfATransactionWithoutKeyToOnePartitionOnceTheTopicIsKnown(String way) {
        Topic topic = Topic.create(Bed.kafka(), way, PARTITIONS);
        assertThat(topic.arrived(app)).isEmpty();

        app.call(Payments.class, way, topic);

        List<Integer> chosen = topic.arrived(app).stream()
                .filter(arrival -> String.valueOf(arrival.payload()).startsWith("no key "))
                .map(Arrival::partition)
                .toList();
        assertThat(chosen).hasSize(2);
        assertThat(chosen.get(0)).isEqualTo(chosen.get(1));
    }

    @Test
    void shouldKeepTheOrderOfSendsAndOfTransactionsInEachPartition() {
        Topic topic = Topic.create(Bed.kafka(), "order", 2);
        for (int transaction = 0; transaction < 40; transaction++) {
            app.call(Payments.class, transaction % 2 == 0 ? "reportPair" : "payPair", topic, transaction);
        }

        Map<Integer, List<Integer>> numbers = topic.arrived(app).stream()
                .collect(Collectors.groupingBy(
                        Arrival::partition,
                        Collectors.mapping(
                                arrival -> Integer.parseInt(String.valueOf(arrival.payload())), Collectors.toList())));

        assertThat(numbers)
                .hasSize(2)
                .allSatisfy((partition, ofPartition) ->
                        assertThat(ofPartition).hasSize(80).isSorted());
    }

    @Test
    void shouldKeepRowAndReportTogetherWhenCommittedInTwoPhases() {
        Topic topic = Topic.create(Bed.kafka(), "pay", 1);

        app.call(Payments.class, "pay", topic, "first");
        app.call(Payments.class, "pay", topic, "second");

        assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactly("first", "second");
        assertThat(app.call(Rows.class, "lines", topic)).isEqualTo("first\nsecond");
    }

    @Test
    void shouldGiveTheIdThatTravelsWithTheReport() {
        Topic topic = Topic.create(Bed.kafka(), "id", 1);

        String id = app.call(Payments.class, "report", topic, "x");

        assertThat(topic.arrived(app)).extracting(Arrival::id).containsExactly(id);
    }

    @Test
    void shouldTellTheApplicationOnTheServersThreadsThatItsReportIsDelivered() {
        Topic topic = Topic.create(Bed.kafka(), "told", 1);

        String id = app.call(Payments.class, "report", topic, "x");

        Await.until(
                "it is told",
                Duration.ofSeconds(30),
                () -> !app.call(Ledger.class, "fateOf", id).equals("nothing"));
        assertThat(app.call(Ledger.class, "fateOf", id))
                .startsWith(topic + "-0@0 in commit on EE-ManagedExecutorService");
    }

    private static String content(Arrival arrival) {
        return content(arrival.key(), arrival.payload(), arrival.headers());
    }

    private static String content(Report report) {
        return content(
                text(report.key()),
                text(report.payload()),
                report.headers().stream()
                        .map(header -> header.name() + "=" + text(header.value()))
                        .toList());
    }

    private static String content(@Nullable String key, @Nullable String payload, List<String> headers) {
        return "key " + key + ", payload " + payload + ", headers " + headers;
    }

    private static @Nullable String text(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
