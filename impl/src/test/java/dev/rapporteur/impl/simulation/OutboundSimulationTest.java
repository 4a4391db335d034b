package dev.rapporteur.impl.simulation;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Thousands of simulated lives: {@code -Dsimulation.seeds=N} for more of them, {@code -Dsoak.minutes=N} for as many as go into
 * that time, from a seed on that is printed. A failure names its seed and the command that lives this life alone again.
 */
class OutboundSimulationTest {

    private static final long ONE = Long.getLong("simulation.seed", -1);
    private static final long SEEDS = Long.getLong("simulation.seeds", 10_000);
    private static final long SOAK_MINUTES = Long.getLong("soak.minutes", 0);

    @Test
    void shouldKeepTheGuaranteesOverCrashesAndFailingDisks() {
        if (ONE >= 0) {
            live(ONE, ONE + 1, () -> false);
        } else if (SOAK_MINUTES > 0) {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(SOAK_MINUTES);
            // Sixteen kinds of seeds, and not the ones that every build tries.
            live(System.currentTimeMillis() << 4, Long.MAX_VALUE, () -> System.nanoTime() - end > 0);
        } else {
            live(0, SEEDS, () -> false);
        }
    }

    private static void live(long first, long end, BooleanSupplier over) {
        SimulatedLives.live(SimulatedLives::ofAnEngine, first, end, over)
                .requireSound("OutboundSimulationTest", "simulation.seed");
    }
}
