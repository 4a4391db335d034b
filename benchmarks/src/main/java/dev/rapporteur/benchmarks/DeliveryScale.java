package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How much of delivery is measured.
 *
 * @param brokers with how many brokers
 * @param payloadBytes sizes of records
 * @param compressions as {@code compression.type}
 * @param warmRounds how often each trial runs before it counts
 * @param rounds how often each trial counts
 * @param trialTime how long a trial by time runs
 * @param trialBytes how much a trial by amount sends, when a record counts for {@value #RECORD_COSTS_BYTES} bytes besides its own
 * @param lone how many records a trial of delays sends; 0: none runs
 * @param sickRounds how often a leader falls sick in each way; 0: never
 * @param warmTime how long all are well before; then as long as one is sick, for comparison
 * @param sickTime how long one is
 */
record DeliveryScale(
        List<Integer> brokers,
        List<Integer> payloadBytes,
        List<String> compressions,
        int warmRounds,
        int rounds,
        Duration trialTime,
        int trialBytes,
        int lone,
        int sickRounds,
        Duration warmTime,
        Duration sickTime) {

    /** About what it costs in time. */
    private static final int RECORD_COSTS_BYTES = 1024;

    private static final List<Integer> SIZES = List.of(100, 1024, 10 * 1024);
    private static final List<String> COMPRESSIONS = List.of("none", "lz4", "zstd");

    /** Transactional ids have found their brokers, and Java's compilers are about done, with three brokers on two processors. */
    private static final Duration WARM = Duration.ofMinutes(3);

    /** Within one run rates with three brokers doubled from round to round for minutes. */
    private static final int WARM_ROUNDS = 5;

    /** For figures: hours. */
    static final DeliveryScale FULL = new DeliveryScale(
            List.of(1, 3),
            SIZES,
            COMPRESSIONS,
            5,
            5,
            Duration.ofSeconds(2),
            512 << 20,
            1_000,
            3,
            WARM,
            Duration.ofSeconds(40));

    /** For a first look: some twenty minutes. */
    static final DeliveryScale QUICK = new DeliveryScale(
            List.of(1, 3),
            List.of(1024),
            List.of("none", "lz4"),
            WARM_ROUNDS,
            3,
            Duration.ofSeconds(1),
            384 << 20,
            500,
            1,
            WARM,
            Duration.ofSeconds(40));

    /** Its rates alone: some ten minutes. */
    private static final DeliveryScale RATES_ONLY = new DeliveryScale(
            QUICK.brokers(),
            QUICK.payloadBytes(),
            QUICK.compressions(),
            WARM_ROUNDS,
            5,
            QUICK.trialTime(),
            QUICK.trialBytes(),
            0,
            0,
            Duration.ZERO,
            Duration.ZERO);

    /** Rates alone, of all sizes and compressions: a quarter of an hour. */
    static final DeliveryScale SIZES_ONLY = new DeliveryScale(
            List.of(1, 3),
            SIZES,
            COMPRESSIONS,
            1,
            2,
            Duration.ofSeconds(1),
            256 << 20,
            0,
            0,
            Duration.ZERO,
            Duration.ZERO);

    /** Sick brokers alone: some nine minutes. */
    static final DeliveryScale STALLS_ONLY = new DeliveryScale(
            List.of(), List.of(), List.of(), 0, 0, Duration.ZERO, 0, 0, 1, WARM, Duration.ofSeconds(40));

    /** Whether it runs at all. */
    static final DeliveryScale SMOKE = new DeliveryScale(
            List.of(3),
            List.of(1024),
            List.of("lz4"),
            1,
            1,
            Duration.ofMillis(200),
            2 << 20,
            20,
            1,
            Duration.ofSeconds(3),
            Duration.ofSeconds(12));

    /** Those that it can be started with. */
    static final Map<String, DeliveryScale> NAMED =
            Map.of("full", FULL, "quick", QUICK, "rates", RATES_ONLY, "sizes", SIZES_ONLY, "stalls", STALLS_ONLY);

    /** How many records of this size a trial by amount sends: whole transactions for each thread. */
    int records(int bytes) {
        int step = EndToEndTrial.PER_TRANSACTION * EndToEndTrial.THREADS;
        return Math.max(1, trialBytes / (bytes + RECORD_COSTS_BYTES) / step) * step;
    }
}
