package dev.rapporteur.impl.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.Xids;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.outbound.UndecidedBranch;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateBranchesTest {

    private static final Frame.Proof PROOF = new Frame.Proof("java:/ds", "proof");

    @Test
    void shouldSayNothingOfThoseThatRecoveryHasNotMetYet() {
        assertThat(LateBranches.sentence(List.of())).isNull();
        assertThat(LateBranches.sentence(List.of(branch(1, LateBranches.LATE_AFTER_MS - 1, false))))
                .isNull();
    }

    @Test
    void shouldNameTheOldestOfThoseThatAreLate() {
        assertThat(LateBranches.sentence(List.of(
                        branch(1, LateBranches.LATE_AFTER_MS + 61_000, false),
                        branch(2, LateBranches.LATE_AFTER_MS, false),
                        branch(3, 0, false))))
                .startsWith("2 transactions wait for the transaction manager to decide, the oldest for 241 s (branch "
                        + Xids.of(1) + ")")
                .contains("dev.rapporteur:type=UndecidedBranches");
    }

    @Test
    void shouldNameThoseThatPartitionsWaitForNoLonger() {
        assertThat(LateBranches.sentence(List.of(branch(1, 2_000, true)))).startsWith("1 transactions wait");
    }

    @Test
    void shouldLeaveThoseToTheAskerThatADatabaseDecides() {
        assertThat(LateBranches.sentence(
                        List.of(new UndecidedBranch(Xids.of(1), PROOF, LateBranches.LATE_AFTER_MS, 1, 1, true))))
                .isNull();
    }

    private static UndecidedBranch branch(int number, long ageMs, boolean released) {
        return new UndecidedBranch(Xids.of(number), null, ageMs, 1, 1, released);
    }
}
