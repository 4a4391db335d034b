package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.decided.Work;
import java.time.Duration;
import java.util.Arrays;

/**
 * What callers are to do.
 *
 * @param work each transaction's
 * @param threads how many callers
 * @param time how long they begin transactions
 * @param limit how many transactions each does at most
 * @param countingSyncs whether the journals' syncs are counted, which costs a little
 */
record Run(Work work, int threads, Duration time, int limit, boolean countingSyncs) {

    private static final int WARMING_THREADS = 16;

    static Run of(Work work, int threads, Duration time) {
        return new Run(work, threads, time, Integer.MAX_VALUE, false);
    }

    /** With enough threads to have all processors compile and run. */
    static Run warming(Work work, Duration time) {
        return of(work, WARMING_THREADS, time);
    }

    /** As this one, and syncs are counted. */
    Run counted() {
        return new Run(work, threads, time, limit, true);
    }

    /**
     * What they did.
     *
     * @param transactions how many
     * @param nanos in which time; an emitter's, until all is acknowledged
     * @param medianNanos a transaction's latency
     * @param slowNanos its 99th percentile
     * @param slowestNanos the longest
     * @param allocated bytes that the callers' threads allocated
     * @param addingNanos how long the callers were between begin and commit, together
     * @param allocatedAdding bytes that their threads allocated there
     * @param syncs the journals', if they were counted
     */
    record Result(
            long transactions,
            long nanos,
            long medianNanos,
            long slowNanos,
            long slowestNanos,
            long allocated,
            long addingNanos,
            long allocatedAdding,
            long syncs) {

        static Result of(String answer) {
            long[] numbers = Arrays.stream(answer.trim().split(" ", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new Result(
                    numbers[0],
                    numbers[1],
                    numbers[2],
                    numbers[3],
                    numbers[4],
                    numbers[5],
                    numbers[6],
                    numbers[7],
                    numbers[8]);
        }

        double perSecond() {
            return transactions * 1e9 / nanos;
        }
    }
}
