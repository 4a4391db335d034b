package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A process that writes a journal, killed again and again at any moment; {@code -Djournal.kills=N} kills more often, and
 * {@code -Djournal.kills.seed=N} repeats the same numbers (not the same moments).
 */
class KilledWriterTest {

    private static final Logger LOG = System.getLogger(KilledWriterTest.class.getName());
    private static final int KILLS = Integer.getInteger("journal.kills", 4);
    private static final long SEED = Long.getLong("journal.kills.seed", System.nanoTime());

    @Test
    void shouldKeepWhatWasAcknowledgedWhenItsWriterIsKilled() throws IOException {
        LOG.log(Logger.Level.INFO, "Kills: {0}, seed {1}", KILLS, Long.toString(SEED));
        SplittableRandom random = new SplittableRandom(SEED);
        VictimPlan plan = VictimPlan.in(WorkPlace.fresh("killed-writer").resolve("journal"));
        long before = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            Told told;
            try (VictimProcess victim = VictimProcess.start(plan.from(before + 1))) {
                victim.awaitAcknowledged(random.nextInt(1, 600));
                told = victim.kill();
            }

            NumberLog found = NumberedFrames.reopen(plan);
            assertThat(told.refused()).as("round %d", kill).isEmpty();
            assertThat(told.inDoubt()).as("round %d", kill).isEmpty();
            found.assertBearsOut(told);
            assertThat(found.numbers().stream().filter(number -> number <= told.highest()))
                    .as("all rounds' numbers, up to the last one that was acknowledged in round %d", kill)
                    .hasSize((int) told.highest());
            before = found.last();
        }
    }
}
