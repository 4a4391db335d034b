package dev.rapporteur.impl.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Frame;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reports that are only in the journal, and lists of them that reach over more than they have. */
@Timeout(60)
class ReadBackTest {

    private static final int PARTITION = 0;

    @Test
    void shouldGoOnByItselfBehindPartOfAListWhoseReportsAreAllDelivered() {
        OutboundLab lab = new OutboundLab(1 << 20, 8 << 20);
        for (int i = 0; i < 3; i++) {
            lab.commit(PARTITION, 100);
        }
        List<Long> sequences = lab.buffer(PARTITION).take(3, Long.MAX_VALUE).stream()
                .map(OutboundReport::sequence)
                .toList();
        lab.append(
                new Frame.Delivered(List.of(new Frame.Position(OutboundLab.TOPIC, PARTITION, sequences.get(0) + 1))));
        lab.crash();

        PartitionBuffer buffer = lab.buffer(PARTITION);
        buffer.adopt(from(first(buffer), sequences.get(1)));

        assertThat(first(buffer).last)
                .as("where what is left of the list that is cut ends")
                .isEqualTo(sequences.get(1) - 1);
        assertThat(lab.deliver(PARTITION)).hasSize(2);
    }

    private static Run first(PartitionBuffer buffer) {
        return Objects.requireNonNull(buffer.with(RunQueue::first));
    }

    /** What a segment's index lists of a run's reports from this sequence on. */
    private static Run from(Run whole, long sequence) {
        Run part = new Run(whole.segment, whole.listedIn, sequence, whole.sinceMs);
        part.last = whole.last;
        part.remaining = whole.remaining;
        part.bytes = whole.bytes;
        part.entries = whole.entries;
        part.dealt = whole.dealt;
        part.listOffset = whole.listOffset;
        part.listed = whole.listed;
        part.inexact = true;
        return part;
    }
}
