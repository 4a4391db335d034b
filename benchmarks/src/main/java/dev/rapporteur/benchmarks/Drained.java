package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits until an engine has delivered all that was committed. */
final class Drained {

    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final long POLL_NANOS = 200_000;

    private Drained() {}

    /** Looks often: for within a measured time. */
    static void await(Engine engine) {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (engine.statistics().reportsWaiting() > 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("Not delivered within " + WITHIN + ": " + engine.statistics());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
