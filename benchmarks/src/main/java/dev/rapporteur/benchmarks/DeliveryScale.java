package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How much of delivery is measured.
 *
 * @param brokers with how many brokers
 * @param payloadBytes sizes of records
 * @param compressions as {@code compression.type}
 * @param rounds how often each trial counts
 * @param trialTime how long a trial by time runs
 * @param trialBytes how much a trial by amount sends
 * @param lone how many records a trial of delays sends
 * @param sickRounds how often a leader falls sick in each way
 * @param sickTime how long it is
 */
record DeliveryScale(
        List<Integer> brokers,
        List<Integer> payloadBytes,
        List<String> compressions,
        int rounds,
        Duration trialTime,
        int trialBytes,
        int lone,
        int sickRounds,
        Duration sickTime) {

    private static final List<Integer> SIZES = List.of(100, 1024, 10 * 1024);
    private static final List<String> COMPRESSIONS = List.of("none", "lz4", "zstd");

    /** For figures: hours. */
    static final DeliveryScale FULL = new DeliveryScale(
            List.of(1, 3), SIZES, COMPRESSIONS, 5, Duration.ofSeconds(2), 256 << 20, 1_000, 3, Duration.ofSeconds(40));

    /** For a first look: some ten minutes. */
    static final DeliveryScale QUICK = new DeliveryScale(
            List.of(1, 3),
            List.of(1024),
            List.of("none", "lz4"),
            3,
            Duration.ofSeconds(1),
            192 << 20,
            500,
            1,
            Duration.ofSeconds(40));

    /** Whether it runs at all. */
    static final DeliveryScale SMOKE = new DeliveryScale(
            List.of(3),
            List.of(1024),
            List.of("lz4"),
            1,
            Duration.ofMillis(200),
            1 << 20,
            20,
            1,
            Duration.ofSeconds(12));

    /** By its name, in any case. */
    static DeliveryScale named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "full" -> FULL;
            case "quick" -> QUICK;
            default -> throw new IllegalArgumentException("No scale \"" + name + "\", only full and quick");
        };
    }

    /** How many records of this size a trial by amount sends: whole transactions for each thread. */
    int records(int bytes) {
        int step = EndToEndTrial.PER_TRANSACTION * EndToEndTrial.THREADS;
        return Math.max(1, trialBytes / bytes / step) * step;
    }
}
