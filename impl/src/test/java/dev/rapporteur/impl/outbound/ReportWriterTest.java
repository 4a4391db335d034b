package dev.rapporteur.impl.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.ReportBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports of any sizes in a writer's arrays, and what of the budget they take. */
class ReportWriterTest {

    private static final String TOPIC = "payments";
    private static final int MANY = 1_000;
    private static final int LARGE_BYTES = 200_000;
    /** More than an array has left, less than the next one would have. */
    private static final int SHORT_BYTES = 600;

    /** An array that is begun, and the ends of others. */
    private static final int AHEAD_BYTES = 128 * 1024;

    private final MemoryBudget memory = new MemoryBudget(64 << 20);
    private final ReportWriter writer = new ReportWriter(memory);
    private final List<byte[]> written = new ArrayList<>();
    private final Random random = new Random(7);

    @AfterEach
    void release() {
        writer.release();
        assertThat(memory.held()).isZero();
        assertThat(writer.length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 30, MANY})
    void shouldHoldReportsInTheirOrder(int reports) {
        writeSome(reports);

        assertThat(payloads(writer.toBlock())).containsExactlyElementsOf(written);
        assertThat(writer.count()).isEqualTo(reports);
    }

    @Test
    void shouldTakeBackWhatCameAfterAMark() {
        for (int kept : new int[] {0, 1, 2, 10, 100}) {
            writeSome(kept);
            ReportWriter.Mark mark = writer.mark();
            int marked = written.size();
            long held = memory.held();

            writeSome(MANY);
            writer.truncate(mark);
            written.subList(marked, written.size()).clear();

            assertThat(memory.held()).isBetween(held, held + LARGE_BYTES + AHEAD_BYTES);
            assertThat(payloads(writer.toBlock())).containsExactlyElementsOf(written);
        }
        writeSome(MANY);
        assertThat(payloads(writer.toBlock())).containsExactlyElementsOf(written);
    }

    @Test
    void shouldTakeLittleMoreOfTheBudgetThanItHolds() {
        for (int i = 0; i < MANY; i++) {
            write(300);
        }

        assertThat(memory.held()).isBetween((long) writer.length(), writer.length() + (long) AHEAD_BYTES);
    }

    @Test
    void shouldTakeNoMoreThanAReportNeedsWhereTheBudgetIsShort() {
        for (int i = 0; i < 3; i++) {
            write(300);
        }
        long others = memory.maxBytes() - memory.held() - SHORT_BYTES;
        assertThat(memory.tryReserve(others)).isTrue();

        assertThat(writer.reserve(SHORT_BYTES + 1)).isFalse();
        assertThat(memory.held()).as("as before").isEqualTo(memory.maxBytes() - SHORT_BYTES);
        write(SHORT_BYTES - (int) ReportWriter.sizeOf(TOPIC.length(), -1, 0));

        assertThat(memory.held()).isEqualTo(memory.maxBytes());
        assertThat(payloads(writer.toBlock())).containsExactlyElementsOf(written);
        memory.release(others);
        assertThat(memory.held()).as("of all in one array").isEqualTo(writer.length());
    }

    private void writeSome(int reports) {
        for (int i = 0; i < reports; i++) {
            write(random.nextInt(50) == 0 ? random.nextInt(LARGE_BYTES) : random.nextInt(1_000));
        }
    }

    private void write(int payloadBytes) {
        byte[] payload = new byte[payloadBytes];
        random.nextBytes(payload);
        assertThat(writer.reserve((int) ReportWriter.sizeOf(TOPIC.length(), -1, payloadBytes)))
                .isTrue();
        writer.begin(1, written.size(), 0, EncodedReport.Route.IN_TURN, 0, TOPIC, null, 0);
        writer.end(payload);
        written.add(payload);
    }

    private static List<byte[]> payloads(ReportBlock block) {
        List<byte[]> payloads = new ArrayList<>();
        byte[] bytes = Arrays.copyOfRange(block.bytes(), block.offset(), block.offset() + block.length());
        for (int from = 0; from < bytes.length; from += EncodedReport.size(bytes, from)) {
            assertThat(EncodedReport.id(bytes, from).number()).isEqualTo(payloads.size());
            payloads.add(EncodedReport.payload(bytes, from));
        }
        return payloads;
    }
}
