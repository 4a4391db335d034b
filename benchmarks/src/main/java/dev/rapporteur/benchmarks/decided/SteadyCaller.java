package dev.rapporteur.benchmarks.decided;

import jakarta.transaction.UserTransaction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** One thread's transactions at a steady rate: one that is late is followed at once by the next. */
final class SteadyCaller implements Callable<Map<String, Long>> {

    private final UserTransaction transaction;
    private final Content content;
    private final int transactions;
    private final long everyNanos;

    /** Does nothing yet. */
    SteadyCaller(UserTransaction transaction, Content content, int transactions, long everyNanos) {
        this.transaction = transaction;
        this.content = content;
        this.transactions = transactions;
        this.everyNanos = everyNanos;
    }

    /** Does them, and tells when it began to commit each, on {@link System#nanoTime}'s clock, by their keys. */
    @Override
    public Map<String, Long> call() throws Exception {
        Map<String, Long> committing = new LinkedHashMap<>();
        long next = System.nanoTime();
        for (int i = 0; i < transactions; i++) {
            awaitMoment(next);
            next += everyNanos;
            String key = "steady-" + i;
            transaction.begin();
            content.add(key);
            committing.put(key, System.nanoTime());
            transaction.commit();
        }
        return committing;
    }

    private static void awaitMoment(long moment) {
        long left;
        while ((left = moment - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
        }
    }
}
