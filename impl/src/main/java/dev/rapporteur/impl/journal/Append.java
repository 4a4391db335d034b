package dev.rapporteur.impl.journal;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One frame on its way into the journal. One thread may wait for it.
 *
 * <pre>
 * queued -> DONE       written, durable if asked for, and applied
 *        -> REFUSED    nothing of it was handed to the disk
 *        -> IN_DOUBT   handed over, but not known to be durable: the frame on disk, or its absence, decides after reopening
 * </pre>
 */
public final class Append {

    /** What became of it. */
    public enum Outcome {
        DONE,
        REFUSED,
        IN_DOUBT
    }

    /** No disk takes this long; a caller that waited so long gets IN_DOUBT. */
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private final Frame frame;
    private final EncodedFrame encoded;
    private final boolean durably;
    private volatile @Nullable Outcome outcome;
    private volatile @Nullable Throwable cause;
    private volatile @Nullable Thread waiter;

    Append(Frame frame, EncodedFrame encoded, boolean durably) {
        this.frame = frame;
        this.encoded = encoded;
        this.durably = durably;
    }

    /** Waits until the outcome is known, or two minutes. An interrupt does not end the wait; it is kept for the caller. */
    public Outcome await() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        waiter = Thread.currentThread();
        boolean interrupted = false;
        Outcome now;
        while ((now = outcome) == null && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, deadline - System.nanoTime());
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return now == null ? Outcome.IN_DOUBT : now;
    }

    /** The outcome so far; null while it is on its way. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    /** Why it was refused or is in doubt. */
    public @Nullable Throwable cause() {
        return cause;
    }

    Frame frame() {
        return frame;
    }

    EncodedFrame encoded() {
        return encoded;
    }

    boolean durably() {
        return durably;
    }

    /** Unless its outcome is known. */
    void done() {
        if (outcome == null) {
            finish(Outcome.DONE);
        }
    }

    void refused(Throwable why) {
        cause = why;
        finish(Outcome.REFUSED);
    }

    /** Unless its outcome is known. */
    void inDoubt(Throwable why) {
        if (outcome == null) {
            cause = why;
            finish(Outcome.IN_DOUBT);
        }
    }

    private void finish(Outcome result) {
        outcome = result;
        LockSupport.unpark(waiter);
    }
}
