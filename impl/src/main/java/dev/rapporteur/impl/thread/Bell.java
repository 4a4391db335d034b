package dev.rapporteur.impl.thread;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the one thread that rests at it. Ringing never blocks and costs one volatile read while nobody has listened since
 * the last ring; a ring is never lost, two may count as one. For any thread.
 */
public final class Bell {

    private final AtomicBoolean rung = new AtomicBoolean();
    private volatile @Nullable Thread listener;

    /** Wakes the listener, or keeps it from resting the next time. */
    public void ring() {
        if (!rung.get() && rung.compareAndSet(false, true)) {
            LockSupport.unpark(listener);
        }
    }

    /** From here on a ring counts for the next {@link #rest}. By the listener, before it looks for work. */
    void listen() {
        listener = Thread.currentThread();
        rung.set(false);
    }

    /** Rests until the bell rings or the time is over; may wake for no reason. */
    void rest(long maxMs) {
        if (!rung.get()) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(maxMs));
        }
    }
}
