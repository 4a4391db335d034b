package dev.rapporteur.impl.xa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.InvalidReportException;
import dev.rapporteur.InvalidTopicException;
import dev.rapporteur.Report;
import dev.rapporteur.ReportId;
import dev.rapporteur.ReportTooLargeException;
import dev.rapporteur.UnknownPartitionException;
import dev.rapporteur.impl.journal.FileSystemDirectory;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a branch accepts, and what it says of what it doesn't. */
class AdmissionTest {

    private static final byte[] BYTES = {1, 2, 3};

    @TempDir
    Path temp;

    private Desk desk;
    private Branch branch;

    @BeforeEach
    void begin() {
        desk = new Desk(FileSystemDirectory.at(temp), new ReportAdmission.Limits(10_000, 50_000), 60_000);
        branch = desk.branches().begin();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @SuppressWarnings("NullAway") // nulls on purpose
    static Stream<Arguments> badInput() {
        return Stream.of(
                bad("null topic", b -> b.send(null, BYTES), InvalidTopicException.class, "null is not legal"),
                bad("empty topic", b -> b.send("", BYTES), InvalidTopicException.class, "it is empty"),
                bad("dots", b -> b.send("..", BYTES), InvalidTopicException.class, "\"..\" is not legal"),
                bad("blank", b -> b.send("a b", BYTES), InvalidTopicException.class, "' ' at position 1"),
                bad("umlaut", b -> b.send("zähler", BYTES), InvalidTopicException.class, "'ä' at position 1"),
                bad("long", b -> b.send("t".repeat(250), BYTES), InvalidTopicException.class, "250 characters"),
                bad("null payload", b -> b.send("t", (byte[]) null), InvalidReportException.class, "payload is null"),
                bad("null key", b -> b.send("t", null, BYTES), InvalidReportException.class, "the key is null"),
                bad("negative partition", b -> b.sendTo("t", -1, BYTES), UnknownPartitionException.class, "from 0"),
                bad(
                        "partition beyond",
                        b -> b.sendTo(Desk.TOPIC, Desk.PARTITIONS, BYTES),
                        UnknownPartitionException.class,
                        "has no partition 2. Its partitions are 0 to 1"),
                bad(
                        "large payload",
                        b -> b.send("t", new byte[10_001]),
                        ReportTooLargeException.class,
                        "10001 bytes of key, payload and headers; the limit is 10000 (the adapter's maxReportBytes)"),
                bad(
                        "large with key",
                        b -> b.send("t", "kk", new byte[9_999]),
                        ReportTooLargeException.class,
                        "10001 bytes"),
                bad(
                        "large with headers",
                        b -> b.send(Report.to("t")
                                .payload(new byte[9_990])
                                .header("hhh", "vvvvvvvv")
                                .build()),
                        ReportTooLargeException.class,
                        "10001 bytes"),
                bad(
                        "over the topic's limit",
                        b -> b.send("narrow", new byte[800]),
                        ReportTooLargeException.class,
                        "max.message.bytes less 256"),
                bad("null report", b -> b.send((Report) null), InvalidReportException.class, "the report is null"),
                bad(
                        "null collection",
                        b -> b.send((List<Report>) null),
                        InvalidReportException.class,
                        "collection is null"));
    }

    private static Arguments bad(String name, Consumer<Branch> call, Class<?> error, String message) {
        return Arguments.of(name, call, error, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badInput")
    void shouldRefuseBadInputAtOnceAndKeepWhatCameBefore(
            String name, Consumer<Branch> call, Class<?> error, String message) {
        branch.send(Desk.TOPIC, "before".getBytes(UTF_8));

        assertThatThrownBy(() -> call.accept(branch))
                .as(name)
                .isInstanceOf(error)
                .hasMessageContaining(message);

        branch.commit();
        assertThat(desk.committed()).containsExactly("before");
    }

    @Test
    void shouldKeepNothingOfACollectionWithOneBadReport() {
        Report good = Report.to(Desk.TOPIC).payload("good").build();
        Report bad = Report.to(Desk.TOPIC).partition(9).payload("bad").build();

        assertThatThrownBy(() -> branch.send(List.of(good, bad))).isInstanceOf(UnknownPartitionException.class);
        branch.send(List.of(good));

        branch.commit();
        assertThat(desk.committed()).containsExactly("good");
    }

    @Test
    void shouldCarryAllThatAReportHas() {
        Instant when = Instant.ofEpochMilli(1_700_000_000_123L);
        Report report = Report.to(Desk.TOPIC)
                .partition(1)
                .key("key")
                .payload("payload")
                .header("h", "1")
                .header("h", new byte[0])
                .timestamp(when)
                .build();

        ReportId id = branch.send(report);
        branch.send(Report.to(Desk.TOPIC).partition(1).tombstone().build());
        branch.commit();

        List<OutboundReport> sent = desk.outbound().partitions().stream()
                .flatMap(buffer -> buffer.take(10, Long.MAX_VALUE).stream())
                .toList();
        OutboundReport first = sent.get(0);
        assertThat(first.id()).isEqualTo(id);
        assertThat(first.partition()).isEqualTo(new PartitionId(Desk.TOPIC, 1));
        assertThat(first.key()).asString().isEqualTo("key");
        assertThat(first.payload()).asString().isEqualTo("payload");
        assertThat(first.timestampMs()).isEqualTo(when.toEpochMilli());
        assertThat(first.headers()).extracting(OutboundReport.Header::name).containsExactly("h", "h");
        assertThat(first.headers().get(0).value()).asString().isEqualTo("1");
        assertThat(first.headers().get(1).value()).isEmpty();
        OutboundReport tombstone = sent.get(1);
        assertThat(tombstone.payload()).isNull();
        assertThat(tombstone.key()).isNull();
        assertThat(tombstone.id()).isNotEqualTo(id);
    }

    @Test
    void shouldCopyThePayloadBeforeItReturns() {
        byte[] payload = "before".getBytes(UTF_8);
        branch.send(Desk.TOPIC, payload);
        payload[0] = '?';

        branch.commit();

        assertThat(desk.committed()).containsExactly("before");
    }
}
