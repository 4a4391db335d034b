package dev.rapporteur.benchmarks.decided;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** When messages came, on {@link System#nanoTime}'s clock, by their keys; what comes again is not noted. For any thread. */
final class Arrivals {

    private static final long WITHIN_S = 60;

    private final Map<String, Long> moments = new ConcurrentHashMap<>();
    private final CountDownLatch missing;

    /** Of so many messages. */
    Arrivals(int messages) {
        missing = new CountDownLatch(messages);
    }

    /** It came now. */
    void note(String key) {
        if (moments.putIfAbsent(key, System.nanoTime()) == null) {
            missing.countDown();
        }
    }

    /** Waits until all have come. */
    Map<String, Long> await() throws InterruptedException {
        if (!missing.await(WITHIN_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    missing.getCount() + " messages have not come within " + WITHIN_S + " seconds");
        }
        return moments;
    }
}
