package dev.rapporteur.impl.thread;

import java.lang.System.Logger;
import java.time.Duration;

/**
 * A daemon thread of our own that takes turns until they are done. Its context class loader is the adapter's, so that it
 * pins no application. A turn that throws is logged, and the next one comes after a second: the thread never just ends.
 */
public final class TurnThread implements Threads.Running {

    private static final Logger LOG = System.getLogger(TurnThread.class.getName());
    private static final long REST_AFTER_THROW_MS = 1_000;

    private final Thread thread;

    private TurnThread(Thread thread) {
        this.thread = thread;
    }

    /**
     * Starts.
     *
     * @param name the thread's name
     * @param turn the work
     * @param bell what wakes it
     */
    public static TurnThread start(String name, Turn turn, Bell bell) {
        Thread thread = new Thread(() -> run(turn, bell), name);
        thread.setDaemon(true);
        thread.setContextClassLoader(TurnThread.class.getClassLoader());
        thread.start();
        return new TurnThread(thread);
    }

    @Override
    public boolean join(Duration max) {
        return awaitEnd(thread, max);
    }

    /**
     * Waits until a thread has ended. An interrupt does not end the wait; it is kept for the caller.
     *
     * @return whether it has
     */
    public static boolean awaitEnd(Thread thread, Duration max) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + max.toNanos();
        while (thread.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                thread.join(Math.max(
                        1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    /** The thread's name. */
    @Override
    public String toString() {
        return "thread " + thread.getName();
    }

    private static void run(Turn turn, Bell bell) {
        while (true) {
            bell.listen();
            long restMs = guarded(turn);
            if (restMs == Turn.DONE) {
                return;
            }
            if (restMs > 0) {
                bell.rest(restMs);
                Thread.interrupted(); // nobody has a reason to interrupt us, and an interrupted thread doesn't rest
            }
        }
    }

    @SuppressWarnings("CatchingUnchecked") // the last resort: whatever it was, delivery must not stop for ever
    private static long guarded(Turn turn) {
        try {
            return turn.turn();
        } catch (RuntimeException | Error e) {
            LOG.log(Logger.Level.ERROR, "A turn of " + Thread.currentThread().getName() + " failed; going on", e);
            return REST_AFTER_THROW_MS;
        }
    }
}
