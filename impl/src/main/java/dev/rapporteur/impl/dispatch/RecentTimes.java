package dev.rapporteur.impl.dispatch;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * How many answers came within about the last minute, and how long each took. It takes some 5 KiB for good. Written by one thread at
 * a time, read by any, without a lock.
 *
 * <p>The minute is six slices of ten seconds, of which the last is not over yet. Each counts in buckets: eight to each doubling, so
 * that a time is told at most an eighth too long, and never too short.
 */
public final class RecentTimes {

    /**
     * Of the last minute, or since there was nothing yet if that is shorter.
     *
     * @param count answers
     * @param perSecond of these
     * @param p50Micros half of them took no longer
     * @param p99Micros 99 of 100 took no longer
     * @param maxMicros none took longer
     */
    public record Summary(long count, double perSecond, long p50Micros, long p99Micros, long maxMicros) {}

    static final long SLICE_MS = 10_000;
    static final int SLICES = 6;

    /** Two minutes. Longer ones are counted in the last bucket; the longest is told as it is. */
    private static final long MAX_MICROS = (1L << 27) - 1;

    private static final int SUB_BITS = 3;
    private static final int SUBS = 1 << SUB_BITS;
    private static final int BUCKETS = bucketOf(MAX_MICROS) + 1;
    private static final long NONE = -1;

    /** What came in ten seconds. */
    private static final class Slice {

        private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);
        private volatile long number = NONE;
        private volatile long maxMicros;
    }

    private final Slice[] slices = new Slice[SLICES];
    private final long sinceMs;

    /** Without any. */
    RecentTimes(long nowMs) {
        this.sinceMs = nowMs;
        for (int i = 0; i < SLICES; i++) {
            slices[i] = new Slice();
        }
    }

    /** An answer came and took so long. */
    void add(long micros, long nowMs) {
        Slice slice = present(nowMs / SLICE_MS);
        long told = Math.max(0, micros);
        int bucket = bucketOf(Math.min(MAX_MICROS, told));
        slice.counts.lazySet(bucket, slice.counts.getPlain(bucket) + 1);
        if (told > slice.maxMicros) {
            slice.maxMicros = told;
        }
    }

    private Slice present(long number) {
        Slice slice = slices[(int) (number % SLICES)];
        if (slice.number != number) {
            slice.number = NONE; // whoever reads it meanwhile sees that at the end, if not at the beginning
            for (int i = 0; i < BUCKETS; i++) {
                slice.counts.lazySet(i, 0);
            }
            slice.maxMicros = 0;
            slice.number = number;
        }
        return slice;
    }

    /** A reading. */
    Summary read(long nowMs) {
        long now = nowMs / SLICE_MS;
        long[] counts = new long[BUCKETS];
        long count = 0;
        long max = 0;
        for (Slice slice : slices) {
            int[] read = read(slice, now - SLICES);
            if (read != null) {
                for (int i = 0; i < BUCKETS; i++) {
                    counts[i] += read[i];
                    count += read[i];
                }
                max = Math.max(max, slice.maxMicros);
            }
        }
        long fromMs = Math.max(sinceMs, (now - SLICES + 1) * SLICE_MS);
        double seconds = Math.max(1, (nowMs - fromMs) / 1_000.0);
        return new Summary(
                count, count / seconds, percentile(counts, count, 50, max), percentile(counts, count, 99, max), max);
    }

    /** Its counts; null if it is as old as this one, or is being emptied. */
    private static int @Nullable [] read(Slice slice, long tooOld) {
        long number = slice.number;
        int[] counts = new int[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = slice.counts.get(i);
        }
        return number != NONE && number > tooOld && slice.number == number ? counts : null;
    }

    /** The smallest time that so many in a hundred did not pass, as its bucket's end. */
    private static long percentile(long[] counts, long count, int percent, long max) {
        long wanted = (count * percent + 99) / 100;
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= wanted && seen > 0) {
                return i == BUCKETS - 1 ? max : Math.min(max, lastOf(i));
            }
        }
        return max;
    }

    private static int bucketOf(long micros) {
        if (micros < SUBS) {
            return (int) micros;
        }
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros) - SUB_BITS;
        return (doubling + 1) * SUBS + (int) (micros >>> doubling) - SUBS;
    }

    /** The longest time, in whole microseconds, that the bucket counts. */
    private static long lastOf(int bucket) {
        if (bucket < SUBS) {
            return bucket;
        }
        int doubling = bucket / SUBS - 1;
        return ((long) (bucket % SUBS + SUBS + 1) << doubling) - 1;
    }
}
