package dev.rapporteur.impl.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Many simulated lives, some at a time on all processors. Each is lived by one thread and follows from its seed alone, so
 * it makes no difference which others are lived beside it.
 */
public final class SimulatedLives {

    /** How many of each kind; others are for soaks. */
    private static final long OF_A_BUILD = 1_000;

    private static final int FAILURES_AT_MOST = 20;
    private static final int STEPS = 400;
    private static final int DECISION_STEPS = 80;
    /** A life takes some milliseconds. One that takes so long will never end. */
    private static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long LOOK_MS = 200;

    /** Held here, so that its level stays: the journals of a simulation fail all the time, and would fill the log. */
    private static final Logger ENGINE = Logger.getLogger("dev.rapporteur.impl");

    private final LongConsumer life;
    private final AtomicLong next;
    private final BooleanSupplier over;
    private final long end;
    private final Map<Long, Throwable> failures = new ConcurrentSkipListMap<>();
    private final Map<Long, Long> begun = new ConcurrentSkipListMap<>();

    private SimulatedLives(LongConsumer life, long first, long end, BooleanSupplier over) {
        this.life = life;
        this.next = new AtomicLong(first);
        this.end = end;
        this.over = over;
    }

    /**
     * Lives one life after the other.
     *
     * @param life lives the life of a seed
     * @param first the first seed
     * @param end the first seed that is not lived any more
     * @param over whether no further life is to begin
     */
    private static SimulatedLives live(LongConsumer life, long first, long end, BooleanSupplier over) {
        System.out.println("Simulated lives from seed " + first + " on");
        long since = System.nanoTime();
        SimulatedLives lives = new SimulatedLives(life, first, end, over);
        Level before = ENGINE.getLevel();
        ENGINE.setLevel(Level.OFF);
        try {
            lives.liveAll();
        } finally {
            ENGINE.setLevel(before);
        }
        System.out.println(lives.count(first) + " simulated lives in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + " ms");
        return lives;
    }

    /**
     * Lives what a build tries, or what system properties ask for: {@code -Droom.seed} one life alone, {@code -Droom.seeds} so
     * many, {@code -Dsoak.minutes} as many as go into that time, from another seed on. Fails if any has failed.
     *
     * @param life lives the life of a seed
     * @param room begins the properties' names
     * @param test the class of the test
     */
    public static void test(LongConsumer life, String room, String test) {
        String alone = room + ".seed";
        long one = Long.getLong(alone, -1);
        long minutes = Long.getLong("soak.minutes", 0);
        SimulatedLives lives;
        if (one >= 0) {
            lives = live(life, one, one + 1, () -> false);
        } else if (minutes > 0) {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
            // Not the seeds that every build tries; multiples of sixteen, so that all kinds come.
            lives = live(life, System.currentTimeMillis() << 4, Long.MAX_VALUE, () -> System.nanoTime() - end > 0);
        } else {
            lives = live(life, 0, Long.getLong(room + ".seeds", OF_A_BUILD), () -> false);
        }
        lives.requireSound(test, alone);
    }

    /** How many were lived. */
    private long count(long first) {
        return Math.min(next.get(), end) - first;
    }

    /**
     * Fails if any has failed.
     *
     * @param test the class of the test
     * @param property by which it lives one life alone
     */
    private void requireSound(String test, String property) {
        if (failures.isEmpty()) {
            return;
        }
        long seed = failures.keySet().iterator().next();
        AssertionError failure = new AssertionError(
                "Seeds " + failures.keySet() + " failed. The first of them alone:\n  mvn -B test -pl impl -am -Dtest="
                        + test + " -Dsurefire.failIfNoSpecifiedTests=false -D" + property + "=" + seed,
                failures.get(seed));
        failures.values().stream().skip(1).limit(FAILURES_AT_MOST).forEach(failure::addSuppressed);
        throw failure;
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
                life.accept(seed);
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

    /** An engine's life, with a disk and a Kafka that fail. */
    static void ofAnEngine(long seed) {
        new OutboundSimulation(seed).run(STEPS);
    }

    /** An engine's life with a database that decides. */
    static void ofADecision(long seed) {
        try (DecisionSimulation life = new DecisionSimulation(seed)) {
            life.run(DECISION_STEPS);
        }
    }

    /**
     * Lives so many lives from seed 0 on; tells of each that failed in a line. For a process of its own. A second argument
     * "decision" takes the lives with a database that decides.
     */
    public static void main(String[] args) {
        LongConsumer life = args.length > 1 && args[1].equals("decision")
                ? SimulatedLives::ofADecision
                : SimulatedLives::ofAnEngine;
        SimulatedLives lives = live(life, 0, Long.parseLong(args[0]), () -> false);
        lives.failures.forEach((seed, failure) -> System.out.println(seed + ": "
                + String.valueOf(failure.getMessage())
                        .strip()
                        .lines()
                        .findFirst()
                        .orElse("") + " (" + failure.getClass().getSimpleName() + ")"));
        System.exit(0); // whatever a life that never ends still does
    }
}
