package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How much of the journal is measured.
 *
 * @param rounds how often each trial counts
 * @param trialTime how long a trial by time runs
 * @param threads with how many threads transactions are measured
 * @param waiting with how many waiting reports an engine's heap and opening are measured
 * @param readBackBytes how many payload bytes wait to be read back
 * @param compaction how throughput while compacting is measured
 */
record JournalScale(
        int rounds,
        Duration trialTime,
        List<Integer> threads,
        List<Integer> waiting,
        long readBackBytes,
        CompactionTrial.Plan compaction) {

    private static final Duration WINDOW = Duration.ofMillis(500);

    /** For figures: about fifty minutes. */
    static final JournalScale FULL = new JournalScale(
            5,
            Duration.ofSeconds(2),
            List.of(1, 4, 16, 64),
            List.of(0, 1_000_000, 10_000_000),
            2L << 30,
            new CompactionTrial.Plan(BareEngine.SEGMENT_BYTES, 64, Duration.ofSeconds(10), WINDOW, 3));

    /** For a first look: about twelve minutes. */
    static final JournalScale QUICK = new JournalScale(
            3,
            Duration.ofMillis(700),
            List.of(1, 4, 16, 64),
            List.of(0, 1_000_000, 10_000_000),
            1L << 30,
            new CompactionTrial.Plan(BareEngine.SEGMENT_BYTES, 64, Duration.ofSeconds(5), WINDOW, 3));

    /** Whether it runs at all. */
    static final JournalScale SMOKE = new JournalScale(
            1,
            Duration.ofMillis(30),
            List.of(1, 4),
            List.of(10_000),
            4L << 20,
            new CompactionTrial.Plan(1 << 20, 4, Duration.ofMillis(200), Duration.ofMillis(50), 2));

    /** Those that it can be started with. */
    static final Map<String, JournalScale> NAMED = Map.of("full", FULL, "quick", QUICK);
}
