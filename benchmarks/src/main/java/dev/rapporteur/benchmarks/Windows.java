package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts what is done in each window of time from its creation on. For any thread. */
final class Windows {

    private static final double PERCENT = 100;

    private final long start = System.nanoTime();
    private final long windowNanos;
    private final AtomicLongArray counts;

    /**
     * Begins now.
     *
     * @param window a window's length
     * @param limit counting after that fails
     */
    Windows(Duration window, Duration limit) {
        windowNanos = window.toNanos();
        counts = new AtomicLongArray(Math.toIntExact(limit.dividedBy(window)));
    }

    /** Nanoseconds since it began. */
    long elapsed() {
        return System.nanoTime() - start;
    }

    /** One more was done just now. */
    void count() {
        long window = elapsed() / windowNanos;
        if (window >= counts.length()) {
            throw new IllegalStateException("Not done within " + Duration.ofNanos(windowNanos * counts.length()));
        }
        counts.incrementAndGet((int) window);
    }

    /** What was done least in one of the windows that are over, in percent of what was done in the median one. */
    double lowestPercentOfMedian() {
        long[] whole = new long[(int) (elapsed() / windowNanos)];
        Arrays.setAll(whole, counts::get);
        Arrays.sort(whole);
        return PERCENT * whole[0] / whole[whole.length / 2];
    }
}
