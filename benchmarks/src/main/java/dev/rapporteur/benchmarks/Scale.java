package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds how often each trial counts
 * @param trialTime how long a trial by time runs
 * @param threads with how many threads transactions are measured
 */
record Scale(int rounds, Duration trialTime, List<Integer> threads) {

    /** For figures. */
    static final Scale FULL = new Scale(5, Duration.ofSeconds(3), List.of(1, 4, 16, 64));

    /** Whether it runs at all. */
    static final Scale SMOKE = new Scale(1, Duration.ofMillis(200), List.of(1, 4));
}
