package dev.rapporteur;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReportTest {

    @Test
    void shouldHoldWhatTheBuilderWasGiven() {
        Instant when = Instant.ofEpochMilli(42);
        Report report = Report.to("payments")
                .partition(3)
                .key("key")
                .payload("payload")
                .header("h", "1")
                .header("h", "2")
                .timestamp(when)
                .build();

        assertThat(report.topic()).isEqualTo("payments");
        assertThat(report.partition()).hasValue(3);
        assertThat(text(report.key())).isEqualTo("key");
        assertThat(text(report.payload())).isEqualTo("payload");
        assertThat(report.headers()).extracting(Report.Header::name).containsExactly("h", "h");
        assertThat(report.headers()).extracting(header -> text(header.value())).containsExactly("1", "2");
        assertThat(report.timestamp()).isEqualTo(when);
    }

    @Test
    void shouldLeaveOutWhatWasNotGiven() {
        Report report = Report.to("payments").tombstone().build();

        assertThat(report.partition()).isEmpty();
        assertThat(report.key()).isNull();
        assertThat(report.payload()).isNull();
        assertThat(report.headers()).isEmpty();
        assertThat(report.timestamp()).isNull();
        assertThat(report).hasToString("Report[topic=payments, tombstone]");
    }

    @Test
    void shouldCopyWhatItIsGivenAndHandOutViews() {
        byte[] payload = "before".getBytes(UTF_8);
        byte[] value = "before".getBytes(UTF_8);
        Report report = Report.to("t").payload(payload).header("h", value).build();
        payload[0] = '?';
        value[0] = '?';

        Objects.requireNonNull(report.payload()).get();

        assertThat(text(report.payload()))
                .as("a view read by another does not move")
                .isEqualTo("before");
        assertThat(text(report.headers().get(0).value())).isEqualTo("before");
        assertThatThrownBy(() -> Objects.requireNonNull(report.payload()).put((byte) 1))
                .isInstanceOf(ReadOnlyBufferException.class);
    }

    @SuppressWarnings("NullAway") // nulls on purpose
    static Stream<Arguments> badInput() {
        Report.Builder builder = Report.to("t");
        return Stream.of(
                bad(() -> Report.to(null), InvalidReportException.class, "topic is null"),
                bad(() -> builder.key((String) null), InvalidReportException.class, "key is null"),
                bad(() -> builder.payload((byte[]) null), InvalidReportException.class, "tombstone()"),
                bad(() -> builder.build(), InvalidReportException.class, "payload is missing"),
                bad(() -> builder.partition(-1), UnknownPartitionException.class, "no partition -1"),
                bad(() -> builder.header(null, "v"), InvalidReportException.class, "header name is null"),
                bad(() -> builder.header("", "v"), InvalidReportException.class, "header name is empty"),
                bad(
                        () -> builder.header("h", (byte[]) null),
                        InvalidReportException.class,
                        "value of header \"h\" is null"),
                bad(
                        () -> builder.header("report-id", "v"),
                        InvalidReportException.class,
                        "reserved for the report's id"),
                bad(() -> builder.timestamp(Instant.ofEpochMilli(-1)), InvalidReportException.class, "before 1970"));
    }

    private static Arguments bad(ThrowingCallable call, Class<?> error, String message) {
        return Arguments.of(call, error, message);
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void shouldRefuseBadInputAtOnce(ThrowingCallable call, Class<?> error, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(error)
                .isInstanceOf(ReportException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldReadAnIdFromItsText() {
        ReportId id = new ReportId(-2, 255);

        assertThat(id).hasToString("fffffffffffffffe-00000000000000ff");
        assertThat(ReportId.parse(id.toString())).isEqualTo(id);
        assertThatThrownBy(() -> ReportId.parse("x")).hasMessageContaining("Not a report id: \"x\"");
        assertThatThrownBy(() -> ReportId.parse("fffffffffffffffe-00000000000000fg"))
                .hasMessageContaining("Not a report id");
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return UTF_8.decode(Objects.requireNonNull(bytes)).toString();
    }
}
