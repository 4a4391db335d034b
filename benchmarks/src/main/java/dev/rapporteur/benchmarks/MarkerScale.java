package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How much of the markers is measured.
 *
 * @param brokers with how many brokers markers are measured while all is well
 * @param rounds how often each trial counts
 * @param trialTime how long a trial by time runs
 * @param loneRecords how many lone records a trial sends
 * @param partitions how many partitions a marker has that is read
 * @param olderMarkers how many markers lie before the one that is read
 * @param sickRounds how often a broker falls sick in each way
 * @param sickTime how long it is sick
 * @param sicknesses what befalls it
 */
record MarkerScale(
        List<Integer> brokers,
        int rounds,
        Duration trialTime,
        int loneRecords,
        List<Integer> partitions,
        int olderMarkers,
        int sickRounds,
        Duration sickTime,
        List<MarkerStalls.Sickness> sicknesses) {

    private static final Duration USUAL_SESSION = Duration.ofSeconds(9);
    /** With less, a busy machine fences brokers that are well. */
    private static final Duration SHORT_SESSION = Duration.ofSeconds(4);

    private static final List<MarkerStalls.Sickness> SICKNESSES = List.of(
            new MarkerStalls.Sickness("hung, 9 s", true, false, USUAL_SESSION),
            new MarkerStalls.Sickness("hung, 4 s", true, false, SHORT_SESSION),
            new MarkerStalls.Sickness("dead, 9 s", false, false, USUAL_SESSION),
            new MarkerStalls.Sickness("dead, 4 s", false, false, SHORT_SESSION),
            new MarkerStalls.Sickness("hung controller, 4 s", true, true, SHORT_SESSION));

    /** For figures: about forty-five minutes. */
    static final MarkerScale FULL = new MarkerScale(
            List.of(1, 3),
            7,
            Duration.ofSeconds(4),
            100,
            List.of(12, 500),
            100_000,
            3,
            Duration.ofSeconds(60),
            SICKNESSES);

    /** For a first look: about fifteen minutes. */
    static final MarkerScale QUICK = new MarkerScale(
            List.of(1, 3),
            3,
            Duration.ofSeconds(2),
            40,
            List.of(12, 500),
            100_000,
            1,
            Duration.ofSeconds(40),
            SICKNESSES);

    /** Whether it runs at all. */
    static final MarkerScale SMOKE = new MarkerScale(
            List.of(3),
            1,
            Duration.ofMillis(300),
            3,
            List.of(12),
            1_000,
            1,
            Duration.ofSeconds(15),
            List.of(new MarkerStalls.Sickness("dead, 9 s", false, false, USUAL_SESSION)));

    /** Those that it can be started with. */
    static final Map<String, MarkerScale> NAMED = Map.of("full", FULL, "quick", QUICK);
}
