package dev.rapporteur.impl.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Many simulated lives, some at a time on all processors. Each is lived by one thread and follows from its seed alone, so
 * it makes no difference which others are lived beside it.
 */
final class SimulatedLives {

    private static final int STEPS = 400;
    /** A life takes some milliseconds. One that takes so long will never end. */
    private static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long LOOK_MS = 200;

    /** Held here, so that its level stays: the journals of a simulation fail all the time, and would fill the log. */
    private static final Logger ENGINE = Logger.getLogger("dev.rapporteur.impl");

    private final AtomicLong next;
    private final BooleanSupplier over;
    private final long end;
    private final Map<Long, Throwable> failures = new ConcurrentSkipListMap<>();
    private final Map<Long, Long> begun = new ConcurrentSkipListMap<>();

    private SimulatedLives(long first, long end, BooleanSupplier over) {
        this.next = new AtomicLong(first);
        this.end = end;
        this.over = over;
    }

    /**
     * Lives one life after the other.
     *
     * @param first the first seed
     * @param end the first seed that is not lived any more
     * @param over whether no further life is to begin
     */
    static SimulatedLives live(long first, long end, BooleanSupplier over) {
        SimulatedLives lives = new SimulatedLives(first, end, over);
        Level before = ENGINE.getLevel();
        ENGINE.setLevel(Level.OFF);
        try {
            lives.liveAll();
        } finally {
            ENGINE.setLevel(before);
        }
        return lives;
    }

    /** How many were lived. */
    long count(long first) {
        return Math.min(next.get(), end) - first;
    }

    /** What went wrong, by seed. */
    Map<Long, Throwable> failures() {
        return failures;
    }

    private void liveAll() {
        List<Thread> threads = new ArrayList<>();
        for (int i = Runtime.getRuntime().availableProcessors(); i > 0; i--) {
            Thread thread = new Thread(this::liveSome, "simulated-lives-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        try {
            for (Thread thread : threads) {
                while (thread.isAlive() && !anyEndless()) {
                    thread.join(LOOK_MS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void liveSome() {
        while (!over.getAsBoolean()) {
            long seed = next.getAndIncrement();
            if (seed >= end) {
                return;
            }
            begun.put(seed, System.nanoTime());
            try {
                new OutboundSimulation(seed).run(STEPS);
            } catch (Throwable e) {
                failures.put(seed, e);
            }
            begun.remove(seed);
        }
    }

    private boolean anyEndless() {
        long now = System.nanoTime();
        begun.forEach((seed, since) -> {
            if (now - since > LIFE_NANOS) {
                failures.putIfAbsent(seed, new AssertionError("seed " + seed + " never ends"));
            }
        });
        return begun.keySet().stream().anyMatch(failures::containsKey);
    }

    /** Lives so many lives from seed 0 on; tells of each that failed in a line. For a process of its own. */
    public static void main(String[] args) {
        SimulatedLives lives = live(0, Long.parseLong(args[0]), () -> false);
        lives.failures.forEach((seed, failure) -> System.out.println(seed + ": "
                + String.valueOf(failure.getMessage())
                        .strip()
                        .lines()
                        .findFirst()
                        .orElse("") + " (" + failure.getClass().getSimpleName() + ")"));
        System.exit(0); // whatever a life that never ends still does
    }
}
