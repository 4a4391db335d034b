package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.thread.TurnThread;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Threads of clients that are being closed. Safe for any thread. */
final class Endings {

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    void add(Thread thread) {
        threads.removeIf(other -> !other.isAlive());
        threads.add(thread);
    }

    /**
     * Waits until all have ended.
     *
     * @return whether they have
     */
    boolean await(Duration max) {
        long deadline = System.nanoTime() + max.toNanos();
        for (Thread thread : threads) {
            TurnThread.awaitEnd(thread, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        threads.removeIf(thread -> !thread.isAlive());
        return threads.isEmpty();
    }
}
