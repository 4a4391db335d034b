package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the machine's processors have done, all together, as Linux tells it (proc(5), /proc/stat).
 *
 * @param busySeconds at work for processes or the kernel
 * @param waitingSeconds at rest while something waited for a disk
 */
record Processors(double busySeconds, double waitingSeconds) {

    private static final Path STAT = Path.of("/proc/stat");
    /** All Linux has this unit towards user space: USER_HZ is 100. */
    private static final double TICKS_OF_SECOND = 100;

    private static final int USER = 1;
    private static final int NICE = 2;
    private static final int SYSTEM = 3;
    private static final int IOWAIT = 5;
    private static final int IRQ = 6;
    private static final int SOFTIRQ = 7;

    /** Since the machine has been up. */
    static Processors now() throws IOException {
        String[] ticks = Files.readAllLines(STAT).get(0).split(" +", -1);
        double busy = 0;
        for (int kind : new int[] {USER, NICE, SYSTEM, IRQ, SOFTIRQ}) {
            busy += Long.parseLong(ticks[kind]);
        }
        return new Processors(busy / TICKS_OF_SECOND, Long.parseLong(ticks[IOWAIT]) / TICKS_OF_SECOND);
    }

    /** Between another moment and this one. */
    Processors since(Processors before) {
        return new Processors(busySeconds - before.busySeconds, waitingSeconds - before.waitingSeconds);
    }
}
