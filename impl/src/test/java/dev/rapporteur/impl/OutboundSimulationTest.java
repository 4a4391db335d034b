package dev.rapporteur.impl;

import dev.rapporteur.impl.journal.QuietJournal;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of life stories. A failing one prints its seed; run it alone with {@code -Dsimulation.seed=N}, and more of them
 * with {@code -Dsimulation.seeds=N}.
 */
@ExtendWith(QuietJournal.class)
class OutboundSimulationTest {

    private static final int STORIES_PER_TEST = 200;
    private static final int STEPS = 400;

    static LongStream firstSeeds() {
        long one = Long.getLong("simulation.seed", -1);
        return one >= 0
                ? LongStream.of(one)
                : LongStream.range(0, Long.getLong("simulation.seeds", 1_000) / STORIES_PER_TEST)
                        .map(block -> block * STORIES_PER_TEST);
    }

    @ParameterizedTest(name = "from seed {0}")
    @MethodSource("firstSeeds")
    void shouldKeepTheGuaranteesOverCrashesAndFailingDisks(long first) {
        boolean alone = Long.getLong("simulation.seed", -1) >= 0;
        for (long seed = first; seed < first + (alone ? 1 : STORIES_PER_TEST); seed++) {
            try {
                new OutboundSimulation(seed).run(STEPS);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("Seed " + seed + " failed; run it alone with -Dsimulation.seed=" + seed, e);
            }
        }
    }
}
