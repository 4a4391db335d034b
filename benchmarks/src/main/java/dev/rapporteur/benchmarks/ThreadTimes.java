package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * The processor time of a process' threads that live, by their duty, as Linux tells it (proc(5), /proc/PID/task/TID/stat).
 *
 * @param nanos of user and system time
 */
record ThreadTimes(Map<Duty, Long> nanos) {

    /** All Linux has this unit towards user space: USER_HZ is 100. */
    private static final long NANOS_OF_TICK = 10_000_000;
    /** Behind the name, which may hold anything. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    /** Until now. */
    static ThreadTimes of(long pid) throws IOException {
        Map<Duty, Long> nanos = new EnumMap<>(Duty.class);
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                add(thread, nanos);
            }
        }
        return new ThreadTimes(nanos);
    }

    private static void add(Path thread, Map<Duty, Long> nanos) throws IOException {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
            String[] figures = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Long.parseLong(figures[USER_TICKS]) + Long.parseLong(figures[SYSTEM_TICKS]);
            nanos.merge(Duty.of(name), ticks * NANOS_OF_TICK, Long::sum);
        } catch (IOException e) {
            if (Files.exists(thread)) {
                throw e;
            } // it has ended meanwhile
        }
    }

    /** Of a duty, between another moment and this one, and at least 0: threads end. */
    long since(ThreadTimes before, Duty duty) {
        return Math.max(0, nanos.getOrDefault(duty, 0L) - before.nanos.getOrDefault(duty, 0L));
    }
}
