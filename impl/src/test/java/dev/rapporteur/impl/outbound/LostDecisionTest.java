package dev.rapporteur.impl.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bit flips in the decision about a branch, and the index of the segment with both is lost. */
class LostDecisionTest {

    private static final String SEGMENT_1 = "segment-0000000001";

    private final OutboundLab lab = new OutboundLab(4_000, 1 << 20);

    @Test
    void shouldNotTakeABranchForCommittedWhoseDecisionIsLost() {
        BranchXid xid = lab.prepare(1, 0);
        int decision = lab.endOf(SEGMENT_1 + ".journal");
        lab.append(new Frame.BranchDecided(xid, Frame.Decision.ROLLBACK, false));
        lab.commit(0, 10);
        lab.rest();
        lab.crash();

        lab.directory.flip(SEGMENT_1 + ".journal", decision + 46, 1);
        lab.directory.lose(SEGMENT_1 + ".index");
        lab.crash();

        assertThat(lab.deliver(0)).isEqualTo(List.of(2L));
        assertThat(lab.journal().recoveryObstacle()).contains("quarantined-" + SEGMENT_1);
    }

    @Test
    void shouldKeepABranchUndecidedWhenAnIndexIsLost() {
        lab.prepare(1, 0);
        lab.rest();
        lab.crash();

        lab.directory.lose(SEGMENT_1 + ".index");
        lab.crash();

        assertThat(lab.deliver(0)).isEmpty();
        assertThat(lab.outbound().preparedCount()).isEqualTo(1);
        assertThat(lab.buffer(0).size()).isEqualTo(1);
    }
}
