package dev.rapporteur.impl.events;

import dev.rapporteur.DeliveryEvent;
import dev.rapporteur.impl.thread.Bell;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run over some events by a listener: up to the end, or to one that it does not take. Run once, by whomever the listener's
 * executor chooses; its findings are for any thread once it is done.
 */
final class Batch implements Runnable {

    private final List<DeliveryEvent> events;
    private final Target target;
    private final Bell bell;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile int told;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Thread caller;

    /**
     * Made at rest.
     *
     * @param events to be told, in order
     * @param bell rung at the end
     */
    Batch(List<DeliveryEvent> events, Target target, Bell bell) {
        this.events = events;
        this.target = target;
        this.bell = bell;
    }

    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        caller = thread;
        thread.setContextClassLoader(target.loader());
        try {
            tell();
        } finally {
            thread.setContextClassLoader(before);
            caller = null;
            end();
        }
    }

    @SuppressWarnings("CatchingUnchecked") // the listener is not ours: whatever it throws is its answer to the event
    private void tell() {
        for (int next = 0; next < events.size() && !cancelled; next++) {
            try {
                target.listener().on(events.get(next));
            } catch (Exception | Error e) {
                failure = e;
                return;
            }
            told = next + 1;
        }
    }

    /** The executor does not run it. */
    void refused(RuntimeException reason) {
        failure = reason;
        end();
    }

    private void end() {
        done.countDown();
        bell.ring();
    }

    /** Stops behind the event that is being told. */
    void cancel() {
        cancelled = true;
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /** Whether it is this thread that runs it. */
    boolean isRunHere() {
        return caller == Thread.currentThread();
    }

    /** Waits until it is done. An interrupt ends the wait, and is kept. */
    boolean await(Duration max) {
        try {
            return done.await(max.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** So many were taken. */
    int told() {
        return told;
    }

    /** Why the next one was not; null if all were, or it was cancelled. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Those that were not taken. */
    List<DeliveryEvent> rest() {
        return events.subList(told, events.size());
    }
}
