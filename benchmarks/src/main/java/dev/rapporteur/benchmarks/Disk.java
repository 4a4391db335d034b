package dev.rapporteur.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long a sync takes: what this machine's disk needs, or as long as on a slow one. The same for all that is compared. */
enum Disk {
    /** As it is. */
    REAL("real disk", 0),
    /** Each sync of a file is done, and then takes until two milliseconds have passed since it began. */
    SLOW("sync slowed to 2 ms", TimeUnit.MILLISECONDS.toNanos(2));

    private final String label;
    private final long syncNanos;

    Disk(String label, long syncNanos) {
        this.label = label;
        this.syncNanos = syncNanos;
    }

    /** As a table's title names it. */
    String label() {
        return label;
    }

    /** After a sync: waits for the rest of the time that it must take. An interrupt is kept for the caller. */
    void afterSync(long startNanos) {
        boolean interrupted = false;
        long rest;
        while ((rest = startNanos + syncNanos - System.nanoTime()) > 0 && syncNanos > 0) {
            LockSupport.parkNanos(rest);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
