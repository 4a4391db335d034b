package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How much of the deciding is measured.
 *
 * @param threads with how many callers
 * @param rounds how often each window counts
 * @param warmUp how long each variant runs before: compilers need a minute and more for a server's code
 * @param window how long a window is
 * @param counted how long syncs are counted, in windows of their own
 */
record DecisionScale(List<Integer> threads, int rounds, Duration warmUp, Duration window, Duration counted) {

    private static final List<Integer> THREADS = List.of(1, 4, 16, 64);

    /** For figures: about twenty minutes. */
    static final DecisionScale FULL =
            new DecisionScale(THREADS, 3, Duration.ofSeconds(40), Duration.ofSeconds(8), Duration.ofSeconds(2));

    /** For a first look: about four minutes. */
    static final DecisionScale QUICK =
            new DecisionScale(THREADS, 1, Duration.ofSeconds(4), Duration.ofSeconds(2), Duration.ofSeconds(1));

    /** Whether it runs at all. */
    static final DecisionScale SMOKE =
            new DecisionScale(List.of(1, 4), 1, Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300));

    /** Those that it can be started with. */
    static final Map<String, DecisionScale> NAMED = Map.of("full", FULL, "quick", QUICK, "smoke", SMOKE);
}
