package dev.rapporteur.impl.simulation;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Thousands of simulated lives with a database that decides: {@code -Ddecision.seeds=N} for more of them,
 * {@code -Dsoak.minutes=N} for as many as go into that time. A failure names its seed and the command that lives this life alone
 * again.
 */
class DecisionSimulationTest {

    private static final long ONE = Long.getLong("decision.seed", -1);
    private static final long SEEDS = Long.getLong("decision.seeds", 10_000);
    private static final long SOAK_MINUTES = Long.getLong("soak.minutes", 0);

    @Test
    void shouldSendWhatTheDatabaseHasCommittedAndNothingElse() {
        if (ONE >= 0) {
            live(ONE, ONE + 1, () -> false);
        } else if (SOAK_MINUTES > 0) {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(SOAK_MINUTES);
            // Not the seeds that every build tries.
            live(System.currentTimeMillis() << 4, Long.MAX_VALUE, () -> System.nanoTime() - end > 0);
        } else {
            live(0, SEEDS, () -> false);
        }
    }

    private static void live(long first, long end, BooleanSupplier over) {
        SimulatedLives.live(SimulatedLives::ofADecision, first, end, over)
                .requireSound("DecisionSimulationTest", "decision.seed");
    }
}
