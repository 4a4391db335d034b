package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.decided.Variant;
import java.time.Duration;

/**
 * What callers are to do.
 *
 * @param threads how many callers
 * @param time how long they begin transactions
 * @param limit how many transactions each does at most
 * @param countingSyncs whether the journals' syncs are counted, which costs a little
 */
record Run(Variant variant, int threads, Duration time, int limit, boolean countingSyncs) {

    static Run of(Variant variant, int threads, Duration time) {
        return new Run(variant, threads, time, Integer.MAX_VALUE, false);
    }

    /** As this one, and syncs are counted. */
    Run counted() {
        return new Run(variant, threads, time, limit, true);
    }

    /**
     * What they did.
     *
     * @param transactions how many
     * @param nanos in which time
     * @param medianNanos a transaction's latency
     * @param slowNanos its 99th percentile
     * @param syncs the journals', if they were counted
     */
    record Result(long transactions, long nanos, long medianNanos, long slowNanos, long syncs) {

        static Result of(String answer) {
            String[] numbers = answer.trim().split(" ", -1);
            return new Result(
                    Long.parseLong(numbers[0]),
                    Long.parseLong(numbers[1]),
                    Long.parseLong(numbers[2]),
                    Long.parseLong(numbers[3]),
                    Long.parseLong(numbers[4]));
        }

        double perSecond() {
            return transactions * 1e9 / nanos;
        }
    }
}
