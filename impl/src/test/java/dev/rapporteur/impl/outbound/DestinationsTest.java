package dev.rapporteur.impl.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Observing;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DestinationsTest {

    private static final int SEGMENT_BYTES = 4_000;
    private static final PartitionId FROM = new PartitionId(OutboundLab.TOPIC, 1);
    private static final PartitionId TO = new PartitionId(OutboundLab.TOPIC, 0);
    private static final PartitionId THIRD = new PartitionId(OutboundLab.TOPIC, 2);

    private final OutboundLab lab = new OutboundLab(SEGMENT_BYTES, 1 << 20);

    private Destinations destinations() {
        return lab.outbound().destinations();
    }

    private void map(PartitionId from, PartitionId to) {
        Append append = lab.append(new Frame.Mapped(from.topic(), from.number(), to.number()));
        assertThat(append.outcome()).isEqualTo(Append.Outcome.DONE);
    }

    /** Until a segment begins behind what has been written. */
    private void fillASegment() {
        for (int i = 0; i < 2 * SEGMENT_BYTES / 100; i++) {
            lab.commit(0, 100);
        }
    }

    @Test
    void shouldSendAPartitionsReportsToItsOwnUntilItIsMapped() {
        assertThat(destinations().of(FROM)).isEqualTo(FROM);
        assertThat(destinations().everOf(FROM)).containsExactly(FROM);
        assertThat(destinations().inForce()).isEmpty();
    }

    @Test
    void shouldLeaveReportsWhereTheyStandWhenTheirPartitionIsMapped() {
        lab.commit(1, 10);

        map(FROM, TO);
        lab.commit(1, 10);

        assertThat(destinations().of(FROM)).isEqualTo(TO);
        assertThat(destinations().inForce()).isEqualTo(Map.of(FROM, TO));
        assertThat(lab.deliver(1)).containsExactly(1L, 2L);
        assertThat(lab.buffer(1).deliveredSequence()).isEqualTo(lab.buffer(1).nextSequence());
    }

    @Test
    void shouldTellNoOffsetOfAReportThatAnotherPartitionHasTaken() {
        lab.commit(1, 10);
        OutboundReport report = lab.buffer(1).take(1, Long.MAX_VALUE).get(0);

        report.confirmedAt(FROM, 5);
        assertThat(report.told().offset()).isEqualTo(5);

        report.confirmedAt(TO, 7);
        assertThat(report.told().offset()).isEqualTo(Observing.NO_OFFSET);
    }

    @Test
    void shouldKnowAMappingAfterACrashWhenItsSegmentHasBeenClosedAndWhenNot() {
        map(FROM, THIRD);
        fillASegment();
        map(FROM, TO);

        lab.crash();

        assertThat(destinations().of(FROM)).isEqualTo(TO);

        fillASegment();
        lab.crash();

        assertThat(destinations().of(FROM)).isEqualTo(TO);
        assertThat(destinations().everOf(FROM)).containsExactly(TO, THIRD, FROM);
    }

    @Test
    void shouldRememberWhereReportsWentWhenTheMappingIsEnded() {
        map(FROM, TO);
        map(FROM, THIRD);
        map(FROM, TO);
        map(FROM, FROM);
        fillASegment();
        lab.crash();

        assertThat(destinations().inForce()).isEmpty();
        assertThat(destinations().of(FROM)).isEqualTo(FROM);
        assertThat(destinations().everOf(FROM)).containsExactly(FROM, TO, THIRD);
        assertThat(destinations().othersEverTo(TO)).containsExactly(FROM);
        assertThat(destinations().othersEverTo(FROM)).isEmpty();
    }
}
