package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits until an engine has delivered all that was committed. */
final class Drained {

    private static final Duration WITHIN = Duration.ofMinutes(2);
    /** Each look takes each partition's lock, so that many would count where partitions are many. */
    private static final long POLL_NANOS = 2_000_000;

    private Drained() {}

    /** Looks often: for within a measured time. */
    static void await(Engine engine) {
        await(engine, 0, WITHIN);
    }

    /** Until no more than these wait. */
    static void await(Engine engine, long waiting, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (engine.statistics().reportsWaiting() > waiting) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("Not delivered within " + within + ": " + engine.statistics());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
