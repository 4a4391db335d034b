package dev.rapporteur.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * How much of growth is measured.
 *
 * @param rounds how often each trial counts
 * @param reports how many a trial sends; whole transactions of 100 reports for each thread
 * @param threads with how many callers
 * @param partitions with a topic of how many partitions
 * @param topics over how many topics
 * @param backlogRounds how often each trial of a backlog counts
 * @param backlog how many reports wait; whole transactions of 1,000 reports for four threads
 */
record GrowthScale(
        int rounds,
        int reports,
        List<Integer> threads,
        List<Integer> partitions,
        List<Integer> topics,
        int backlogRounds,
        List<Integer> backlog) {

    /** For figures: about an hour. */
    static final GrowthScale FULL = new GrowthScale(
            5,
            640_000,
            List.of(1, 4, 16, 64),
            List.of(1, 12, 1_000),
            List.of(1, 10, 100),
            3,
            List.of(0, 1_000_000, 10_000_000));

    /** For a first look: some eight minutes. */
    static final GrowthScale QUICK = new GrowthScale(
            2,
            128_000,
            List.of(1, 4, 16, 64),
            List.of(1, 12, 1_000),
            List.of(1, 10, 100),
            1,
            List.of(0, 200_000, 1_000_000));

    /** The backlogs of {@link #FULL}, and one cell of all else: some minutes. */
    static final GrowthScale BACKLOG =
            new GrowthScale(1, 128_000, List.of(4), List.of(12), List.of(1), 1, List.of(0, 1_000_000, 10_000_000));

    /** Whether it runs at all. */
    static final GrowthScale SMOKE = new GrowthScale(1, 800, List.of(2), List.of(16), List.of(3), 1, List.of(4_000));

    /** Those that it can be started with. */
    static final Map<String, GrowthScale> NAMED = Map.of("full", FULL, "quick", QUICK, "backlog", BACKLOG);
}
