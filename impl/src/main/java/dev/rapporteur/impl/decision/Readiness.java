package dev.rapporteur.impl.decision;

import dev.rapporteur.NotAvailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Whether the database that decides has been looked at since the engine began.
 *
 * <pre>
 * OUTSTANDING -> READY      it was reached, and can decide
 * OUTSTANDING -> REFUSED    it was reached, or looked for, and can't
 * REFUSED     -> READY      what was wrong is mended
 * </pre>
 *
 * <p>For any thread.
 */
final class Readiness {

    private enum State {
        OUTSTANDING,
        READY,
        REFUSED
    }

    private volatile State state = State.OUTSTANDING;
    private boolean tried;
    private volatile String message;

    Readiness(String database) {
        this.message = "The database behind \"" + database + "\" has not been reached since the adapter started, so it"
                + " can't decide yet. Start it, or see that its connection pool has room; it is tried by itself.";
    }

    boolean isReady() {
        return state == State.READY;
    }

    boolean isRefused() {
        return state == State.REFUSED;
    }

    /** Why it isn't ready. */
    String message() {
        return message;
    }

    /** It was tried, and did not answer. */
    synchronized void tried() {
        tried = true;
        notifyAll();
    }

    synchronized void become(DecisionSetupException refusal) {
        message = String.valueOf(refusal.getMessage());
        state = State.REFUSED;
        notifyAll();
    }

    synchronized void becomeReady() {
        state = State.READY;
        notifyAll();
    }

    /** Waits until it was tried once, whatever came of it, or the time is over. */
    synchronized void awaitTried(Duration most) {
        await(most, true);
    }

    /** An interrupt ends the waiting, and is kept. */
    private synchronized void await(Duration most, boolean onceOnly) {
        long deadline = System.nanoTime() + most.toNanos();
        long left = most.toNanos();
        while (state == State.OUTSTANDING && left > 0 && !(onceOnly && tried)) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            left = deadline - System.nanoTime();
        }
    }

    /**
     * Waits for it that long at most.
     *
     * @throws NotAvailableException if it isn't ready then
     */
    void require(Duration most) {
        if (state == State.OUTSTANDING) {
            await(most, false);
        }
        if (state != State.READY) {
            throw new NotAvailableException(message);
        }
    }
}
