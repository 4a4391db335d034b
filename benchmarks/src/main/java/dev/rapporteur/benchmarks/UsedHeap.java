package dev.rapporteur.benchmarks;

import java.lang.management.ManagementFactory;

/** What the heap holds once the garbage is gone. */
final class UsedHeap {

    private static final int COLLECTIONS = 3;

    private UsedHeap() {}

    /** In KiB, after collections. */
    static double kibibytes() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0;
    }
}
