package dev.rapporteur.impl.thread;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes another's turns with pauses between them, also while the bell rings: what comes together in a pause is done in one
 * turn. After a rest as long as the pause or longer the next turn is at once. For one {@link TurnThread}.
 */
public final class Paced implements Turn {

    private final Turn turn;
    private final long pauseNanos;
    private long endedNanos;

    /** Between the end of a turn and the next. */
    public Paced(Turn turn, Duration pause) {
        this.turn = turn;
        this.pauseNanos = pause.toNanos();
        this.endedNanos = System.nanoTime() - pauseNanos;
    }

    @Override
    public long turn() {
        long left = leftNanos();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, left); // the bell may wake us once
            left = leftNanos();
        }
        try {
            return turn.turn();
        } finally {
            endedNanos = System.nanoTime();
        }
    }

    private long leftNanos() {
        return endedNanos + pauseNanos - System.nanoTime();
    }
}
