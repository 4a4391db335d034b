package dev.rapporteur.impl.simulation;

import java.util.Map;
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
    private static final int FAILURES_AT_MOST = 20;

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
        System.out.println("Simulated lives from seed " + first + " on");
        long begun = System.nanoTime();
        SimulatedLives lives = SimulatedLives.live(first, end, over);
        System.out.println(lives.count(first) + " simulated lives in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms");
        Map<Long, Throwable> failures = lives.failures();
        if (!failures.isEmpty()) {
            fail(failures);
        }
    }

    private static void fail(Map<Long, Throwable> failures) {
        long seed = failures.keySet().iterator().next();
        AssertionError failure = new AssertionError(
                "Seeds " + failures.keySet() + " failed. The first of them alone:\n  mvn -B test -pl impl -am"
                        + " -Dtest=OutboundSimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed="
                        + seed,
                failures.get(seed));
        failures.values().stream().skip(1).limit(FAILURES_AT_MOST).forEach(failure::addSuppressed);
        throw failure;
    }
}
