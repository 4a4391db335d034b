package dev.rapporteur.impl.dispatch;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.Report;
import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a Kafka transaction ends, and when the next begins. */
class TransactionPauseTest {

    private static final int MANY = 8;
    private static final int AT_ONCE_MS = 15;
    private static final int GATHERED_MS = 40;
    private static final int LONG_MS = 1_000;
    private static final int CLOSED_MS = 100;
    private static final int CLOSED_BEHIND_MS = 300;
    /** From one answer to the next. */
    private static final int SLOW_MS = 50;

    private static final int LARGE_BYTES = 10_000;
    /** More than one transaction takes of them. */
    private static final int LARGE = (int) (DispatchLab.MEMORY.bytes() / LARGE_BYTES);

    private final FakeTransactions kafka = new FakeTransactions(new Random(1));
    private final ExactlyOnceLab lab = new ExactlyOnceLab(kafka, MissingMarker.RESEND, delivered -> {}, 1);
    private final PartitionBuffer buffer = Buffers.of("payments", 0);

    @BeforeEach
    void open() {
        place(buffer, 1);
        lab.dispatch.ready(buffer);
        pass(LONG_MS);
        assertThat(readable()).isOne();
    }

    @Test
    void shouldBeginAtOnceAfterFewReports() {
        sendUntilReadable(MANY - 1);

        assertThat(msUntilReadable(1)).isLessThan(AT_ONCE_MS);
    }

    @Test
    void shouldGatherReportsAfterMany() {
        sendUntilReadable(MANY);

        assertThat(msUntilReadable(1)).isBetween(AT_ONCE_MS, GATHERED_MS);
    }

    @Test
    void shouldBeginAtOnceAgainWhenFewCame() {
        sendUntilReadable(MANY);
        sendUntilReadable(1);

        assertThat(msUntilReadable(1)).isLessThan(AT_ONCE_MS);
    }

    @Test
    void shouldNotRestWhileMoreWaits() {
        for (int i = 0; i < LARGE; i++) {
            placeLarge();
        }
        lab.dispatch.ready(buffer);
        int before = readable();
        int firstMs = msUntilReadableIsNot(before);
        int first = readable();
        assertThat(first - before).isBetween(MANY, LARGE - 1);

        assertThat(msUntilReadableIsNot(first)).isLessThan(firstMs + AT_ONCE_MS);
    }

    @Test
    void shouldEndInTimeThoughReportsKeepComing() {
        int before = readable();

        int ms = 0;
        for (; readable() == before && ms < LONG_MS; ms++) {
            place(buffer, 1);
            lab.dispatch.ready(buffer);
            pass(1); // its answer comes, and the next one before anybody looks
        }

        assertThat(ms).isBetween(CLOSED_MS, CLOSED_MS + AT_ONCE_MS);
    }

    @Test
    void shouldStayOpenLongerWhileMoreWaitsThanGoes() {
        for (int i = 0; i < 2 * LARGE; i++) {
            placeLarge();
        }
        lab.dispatch.ready(buffer);
        int before = readable();

        int ms = 0;
        for (; readable() == before && ms < LONG_MS; ms++) {
            turn();
            if (ms % SLOW_MS == 0) {
                kafka.arrive();
            }
        }

        assertThat(ms).isBetween(CLOSED_BEHIND_MS, CLOSED_BEHIND_MS + SLOW_MS + AT_ONCE_MS);
        assertThat((readable() - before) * LARGE_BYTES)
                .as("bytes: a window of them each time, and not closed by size")
                .isBetween(
                        CLOSED_BEHIND_MS / SLOW_MS * (int) DispatchLab.MEMORY.window(),
                        (int) DispatchLab.MEMORY.bytes() / 2);
    }

    private int msUntilReadableIsNot(int reports) {
        int ms = 0;
        for (; readable() == reports && ms < LONG_MS; ms++) {
            pass(1);
        }
        return ms;
    }

    private void placeLarge() {
        place(
                buffer,
                Report.to(buffer.id().topic()).payload(new byte[LARGE_BYTES]).build());
    }

    private void sendUntilReadable(int reports) {
        int unused = msUntilReadable(reports);
    }

    private int msUntilReadable(int reports) {
        int wanted = readable() + reports;
        place(buffer, reports);
        lab.dispatch.ready(buffer);
        int ms = 0;
        for (; readable() < wanted && ms < LONG_MS; ms++) {
            pass(1);
        }
        assertThat(readable()).isEqualTo(wanted);
        return ms;
    }

    private void pass(int ms) {
        for (int i = 0; i < ms; i++) {
            turn();
            kafka.arrive();
        }
    }

    /** A millisecond in which Kafka answers nothing. */
    private void turn() {
        lab.turn(1);
        long unused = lab.positions.turn();
    }

    private int readable() {
        return kafka.readable(buffer.id()).size();
    }
}
