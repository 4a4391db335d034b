package dev.rapporteur.impl.dispatch;

import java.util.random.RandomGenerator;

/** Growing pauses: doubled each time up to a bound, shortened at random by up to a half so that many don't meet. */
final class Backoff {

    private final long firstMs;
    private final long maxMs;
    private final RandomGenerator random;
    private long nextMs;

    Backoff(long firstMs, long maxMs, RandomGenerator random) {
        this.firstMs = firstMs;
        this.maxMs = maxMs;
        this.random = random;
        this.nextMs = firstMs;
    }

    /** How long to pause this time: at least half the first, at most the bound. */
    long nextMs() {
        long ms = nextMs;
        nextMs = Math.min(maxMs, 2 * ms);
        return ms - random.nextLong(ms / 2 + 1);
    }

    void reset() {
        nextMs = firstMs;
    }
}
