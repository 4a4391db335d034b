package dev.rapporteur.impl.routing;

import dev.rapporteur.impl.routing.ClusterDirectory.Sighting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster last said of one topic. Written by the metadata thread, read without a lock by any; only those who
 * wait for an answer use the monitor.
 */
final class Topic {

    private static final long DOUBT_MS = 2_000;

    private final String name;
    private volatile @Nullable Sighting sighting;
    private volatile boolean followed;
    private volatile boolean urgent = true;
    private volatile boolean doubted;
    private volatile long askedMs;
    private long answers;

    // The metadata thread's own.
    private long lookedMs;
    private long dueMs;
    private long pauseMs;

    Topic(String name, long nowMs) {
        this.name = name;
        this.askedMs = nowMs;
    }

    String name() {
        return name;
    }

    /** The last sighting; null before the first. */
    @Nullable
    Sighting sighting() {
        return sighting;
    }

    /** Reports go to it: keep an eye on it for good. True the first time. */
    boolean follow() {
        boolean first = !followed;
        followed = true;
        return first;
    }

    boolean followed() {
        return followed;
    }

    /** Somebody waits for an answer. */
    void ask(long nowMs) {
        askedMs = nowMs;
        urgent = true;
    }

    long askedMs() {
        return askedMs;
    }

    /** What was seen may no longer be so: look again, if the last look is some seconds old. True if it is news. */
    boolean doubt() {
        boolean first = !doubted;
        doubted = true;
        return first;
    }

    boolean due(long nowMs) {
        return dueMs() <= nowMs;
    }

    /** When to ask the cluster. */
    long dueMs() {
        if (urgent) {
            return Long.MIN_VALUE;
        }
        return doubted ? Math.min(dueMs, lookedMs + DOUBT_MS) : dueMs;
    }

    /** The cluster is about to be asked. */
    void looking(long nowMs) {
        urgent = false;
        doubted = false;
        lookedMs = nowMs;
    }

    /** The cluster has answered, and what follows from it is done. */
    synchronized void answered(Sighting answer, long nextDueMs) {
        sighting = answer;
        dueMs = nextDueMs;
        answers++;
        notifyAll();
    }

    /** The cluster did not answer. */
    void unanswered(long nextDueMs) {
        dueMs = nextDueMs;
    }

    /** How long to pause before asking anew for what is not there: doubled each time, up to the bound. */
    long nextPauseMs(long firstMs, long maxMs) {
        pauseMs = pauseMs == 0 ? firstMs : Math.min(maxMs, 2 * pauseMs);
        return pauseMs;
    }

    void resetPause() {
        pauseMs = 0;
    }

    synchronized long answers() {
        return answers;
    }

    /**
     * Waits for an answer that comes after this many.
     *
     * @return the sighting, or null if none came in time
     */
    synchronized @Nullable Sighting await(long after, Duration max) throws InterruptedException {
        long deadline = System.nanoTime() + max.toNanos();
        while (answers <= after) {
            long leftMs = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (leftMs <= 0) {
                return null;
            }
            wait(leftMs);
        }
        return sighting;
    }
}
