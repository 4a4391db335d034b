package dev.rapporteur.impl.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Append;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A journal that is nearly full, and reports that can't leave it. */
@Timeout(60)
class NearTheCapTest {

    private static final int SEGMENT = 16_000;
    /** The least that the configuration allows. */
    private static final long LEAST_CAP = 8 * SEGMENT;

    private static final int STUCK = 0;
    private static final int FLOWING = 1;

    @Test
    void shouldGoOnForManyTimesTheLeastCapWhileOnePartitionIsStuck() {
        OutboundLab lab = new OutboundLab(SEGMENT, LEAST_CAP);
        IntStream.range(0, 20).forEach(i -> lab.commit(STUCK, 400));
        long written = 0;

        while (written < 20 * LEAST_CAP) {
            Append flowing = lab.commit(FLOWING, 1_000);
            assertThat(flowing.outcome())
                    .as(
                            "after %d bytes, with %d in the journal",
                            written, lab.journal().bytes())
                    .isEqualTo(Append.Outcome.DONE);
            written += 1_000;
            assertThat(lab.deliver(FLOWING)).hasSize(1);
        }

        assertThat(lab.deliver(STUCK)).hasSize(20);
        assertThat(lab.directory.used()).isLessThanOrEqualTo(LEAST_CAP + SEGMENT);
    }

    @Test
    void shouldStayWithinItsCapOverManyCrashes() {
        OutboundLab lab = new OutboundLab(4_000, 32_000);
        IntStream.range(0, 10).forEach(i -> lab.commit(STUCK, 300));

        for (int i = 0; i < 300; i++) {
            lab.crash();
            assertThat(lab.directory.used()).as("after %d crashes", i + 1).isLessThanOrEqualTo(32_000 + 2 * 4_000);
        }

        assertThat(lab.deliver(STUCK)).hasSize(10);
    }

    @Test
    void shouldOpenWhenWhatLivesIsOverTheCapByItself() {
        OutboundLab lab = new OutboundLab(4_000, 64_000);
        IntStream.range(0, 100).forEach(i -> lab.commit(STUCK, 300));
        lab.cap(32_000);

        IntStream.range(0, 20).forEach(i -> lab.crash());

        assertThat(lab.deliver(STUCK)).hasSize(100);
    }

    @Test
    void shouldComeToRestThoughMuchOfAFullJournalIsWhatSurroundsSmallReports() {
        OutboundLab lab = new OutboundLab(SEGMENT, LEAST_CAP);
        while (lab.commit(STUCK, 10).outcome() == Append.Outcome.DONE) {
            // until it is full
        }

        assertThat(lab.idle(2_000)).as("turns until it rests").isLessThan(100);
    }
}
