package dev.rapporteur.impl;

import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens a failed journal again, after pauses of 1 s, 2 s, 4 s, up to 60 s. Its turns belong to one thread.
 *
 * <pre>
 * SOUND  -> FAILED   the journal has failed: what lived on it is ended
 * FAILED -> FAILED   the pause was over and it could not be opened: the next one is twice as long
 * FAILED -> SOUND    it is open again; if it fails within a minute, the pauses go on from where they were
 * </pre>
 */
final class Reopening implements Turn {

    private static final Logger LOG = System.getLogger(Reopening.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    /** What is done to the engine. */
    interface Steps {

        /** Why the present opening has failed; null while it is sound. */
        @Nullable
        Throwable failure();

        /** Ends the failed opening, and returns when its directory is free or it is clear that it won't be soon. */
        void endFailed();

        /**
         * Opens the journal anew and puts that in the failed opening's place.
         *
         * @throws RuntimeException or an Error, if it can't: the failed opening keeps its place
         */
        void openAnew();
    }

    /** What operators are told of a journal that is failed. */
    private record Outage(
            Instant since,
            long nextAtMs,
            int attempts,
            @Nullable String lastProblem) {}

    private final Steps steps;
    private final String engine;
    private final LongSupplier clockMs;
    private final InstantSource wallClock;
    private final Bell bell;
    private volatile @Nullable Outage outage;
    private volatile boolean stopping;
    private long pauseMs;
    private long soundSinceMs;

    /**
     * Sound at first.
     *
     * @param engine the engine's name, for the log
     * @param clockMs monotonic milliseconds
     * @param bell rung when the journal has failed
     */
    Reopening(Steps steps, String engine, LongSupplier clockMs, InstantSource wallClock, Bell bell) {
        this.steps = steps;
        this.engine = engine;
        this.clockMs = clockMs;
        this.wallClock = wallClock;
        this.bell = bell;
        this.soundSinceMs = clockMs.getAsLong();
    }

    /** The next turn is the last. Any thread. */
    void stop() {
        stopping = true;
        bell.ring();
    }

    /** Since when the journal is failed and what is done about it, in sentences; null if it is not, or not known to be. */
    @Nullable
    String remedy() {
        Outage now = outage;
        if (now == null) {
            return null;
        }
        long inSeconds = Math.max(0, now.nextAtMs() - clockMs.getAsLong() + 999) / 1_000;
        return "It failed at " + now.since() + " and is opened again by itself, next in " + inSeconds + " s."
                + (now.lastProblem() == null
                        ? ""
                        : " Attempt " + now.attempts() + " did not succeed: " + now.lastProblem());
    }

    @Override
    public long turn() {
        if (stopping) {
            return DONE;
        }
        Outage now = outage;
        if (now == null) {
            return steps.failure() == null ? UNTIL_RUNG : begin();
        }
        long restMs = now.nextAtMs() - clockMs.getAsLong();
        return restMs > 0 ? restMs : attempt(now);
    }

    private long begin() {
        long nowMs = clockMs.getAsLong();
        pauseMs = nowMs - soundSinceMs > LONGEST_PAUSE.toMillis() ? FIRST_PAUSE.toMillis() : nextPauseMs();
        outage = new Outage(wallClock.instant().truncatedTo(ChronoUnit.SECONDS), nowMs + pauseMs, 0, null);
        steps.endFailed();
        return Math.max(0, nowMs + pauseMs - clockMs.getAsLong());
    }

    @SuppressWarnings("CatchingUnchecked") // no thread, no memory: whatever it was, the next attempt may get it
    private long attempt(Outage before) {
        try {
            steps.openAnew();
        } catch (RuntimeException | Error e) {
            pauseMs = nextPauseMs();
            LOG.log(
                    Logger.Level.ERROR,
                    "{0}: the journal can''t be opened again yet; next attempt in {1} s: {2}",
                    engine,
                    Duration.ofMillis(pauseMs).toSeconds(),
                    e.getMessage());
            outage = new Outage(
                    before.since(),
                    clockMs.getAsLong() + pauseMs,
                    before.attempts() + 1,
                    String.valueOf(e.getMessage()));
            return pauseMs;
        }
        LOG.log(
                Logger.Level.WARNING,
                "{0}: the journal, which had failed at {1}, is open again",
                engine,
                before.since());
        soundSinceMs = clockMs.getAsLong();
        outage = null;
        return 0; // it may have failed already
    }

    private long nextPauseMs() {
        return pauseMs == 0 ? FIRST_PAUSE.toMillis() : Math.min(2 * pauseMs, LONGEST_PAUSE.toMillis());
    }
}
