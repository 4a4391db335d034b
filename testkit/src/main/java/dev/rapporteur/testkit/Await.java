package dev.rapporteur.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for a condition until a deadline; a condition that throws does not hold yet. */
public final class Await {

    /** What was waited for did not come in time; the cause is the condition's last failure, if it failed. */
    public static final class NotInTimeException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotInTimeException(String what, Duration within, @Nullable Throwable lastFailure) {
            super("Not within " + within.toMillis() + " ms: " + what, lastFailure);
        }
    }

    /** An attempt that may have no value yet. */
    @FunctionalInterface
    public interface Attempt<T> {

        /** The value, or null if it isn't there yet. */
        @Nullable
        T get() throws Exception;
    }

    private static final long POLL_MS = 50;

    private Await() {}

    /**
     * Waits until a condition holds.
     *
     * @param what the condition in words, for the message
     * @param within how long to wait
     * @param condition asked every {@value #POLL_MS} ms
     * @throws NotInTimeException if it did not come to hold
     */
    public static void until(String what, Duration within, Callable<Boolean> condition) {
        Boolean unused = value(what, within, () -> condition.call() ? Boolean.TRUE : null);
    }

    /**
     * Waits for a value.
     *
     * @param what the value in words, for the message
     * @param within how long to wait
     * @param attempt asked every {@value #POLL_MS} ms until it gives a value
     * @return the value
     * @throws NotInTimeException if there was none in time
     */
    public static <T> T value(String what, Duration within, Attempt<T> attempt) {
        long deadline = System.nanoTime() + within.toNanos();
        Exception lastFailure = null;
        do {
            try {
                T value = attempt.get();
                if (value != null) {
                    return value;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for: " + what, e);
            } catch (Exception e) {
                lastFailure = e;
                pause(what);
            }
        } while (System.nanoTime() < deadline);
        throw new NotInTimeException(what, within, lastFailure);
    }

    private static void pause(String what) {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for: " + what, e);
        }
    }
}
