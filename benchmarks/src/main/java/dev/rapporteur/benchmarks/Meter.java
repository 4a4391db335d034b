package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is used from a moment on: by this process, and processor time by those that it has started, the brokers, too. For one thread. */
final class Meter {

    /** Nanoseconds of this process. */
    static final String HERE = ", processor time";
    /** Nanoseconds of the brokers. */
    static final String BROKERS = ", brokers' processor time";
    /** Bytes of {@link Allocation}. */
    static final String ALLOCATED = ", allocated";

    private final ThreadTimes threads = threads(); // first, so that the look itself is not counted
    private final Duration here = here();
    private final Duration brokers = brokers();
    private final Allocation allocation = Allocation.now();

    private Meter() {}

    static Meter start() {
        return new Meter();
    }

    /** Nanoseconds of this process' threads with a duty, if they live from the beginning to the end. */
    static String of(Duty duty) {
        return ", processor time, " + duty.label();
    }

    /** What was used until now, by the names above, for each of so many. */
    Map<String, Double> per(long units) {
        Map<String, Double> used = new LinkedHashMap<>();
        used.put(HERE, here().minus(here).toNanos() / (double) units);
        used.put(BROKERS, brokers().minus(brokers).toNanos() / (double) units);
        used.put(ALLOCATED, Allocation.now().since(allocation) / (double) units);
        ThreadTimes now = threads();
        for (Duty duty : Duty.values()) {
            used.put(of(duty), now.since(threads, duty) / (double) units);
        }
        return used;
    }

    private static Duration here() {
        return cpu(ProcessHandle.current());
    }

    private static ThreadTimes threads() {
        try {
            return ThreadTimes.of(ProcessHandle.current().pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration brokers() {
        return ProcessHandle.current().descendants().map(Meter::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
