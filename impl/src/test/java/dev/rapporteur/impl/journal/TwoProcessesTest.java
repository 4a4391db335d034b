package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Two processes with the same journal directory. */
class TwoProcessesTest {

    @Test
    void shouldRefuseTheSecondByNameAndLeaveTheFirstAlone() throws IOException {
        VictimPlan plan = VictimPlan.in(WorkPlace.fresh("two-processes").resolve("journal"));
        Told first;
        Told second;
        try (VictimProcess owner = VictimProcess.start(plan)) {
            owner.awaitAcknowledged(100);
            try (VictimProcess other = VictimProcess.start(plan.from(1_000_000).to(1_000_100))) {
                second = other.awaitEnd();
            }
            int acknowledged = owner.told().acknowledged().size();
            owner.awaitAcknowledged(acknowledged + 200);
            first = owner.kill();
        }

        assertThat(second.opened()).isFalse();
        assertThat(second.shut())
                .contains(
                        "in use",
                        "another process has locked",
                        plan.directory().resolve("lock").toString(),
                        "journalDirectory of its own");
        assertThat(first.refused()).isEmpty();
        NumberedFrames.reopen(plan).assertBearsOut(first);
    }

    @Test
    void shouldLetTheSecondInAsSoonAsTheFirstWasKilled() throws IOException {
        VictimPlan plan = VictimPlan.in(WorkPlace.fresh("two-processes").resolve("journal"));
        Told first;
        try (VictimProcess owner = VictimProcess.start(plan)) {
            owner.awaitAcknowledged(20);
            first = owner.kill();
        }
        VictimPlan later = plan.from(1_000_000).to(1_000_100);
        Told second;
        try (VictimProcess heir = VictimProcess.start(later)) {
            second = heir.awaitEnd();
        }

        assertThat(second.acknowledged()).hasSize(101);
        NumberLog found = NumberedFrames.reopen(plan);
        found.assertBearsOut(first);
        found.assertBearsOut(second);
    }
}
