package dev.rapporteur.benchmarks.decided;

import jakarta.transaction.UserTransaction;
import java.util.Arrays;
import java.util.concurrent.Callable;

/** One thread's transactions, one after the other. */
final class Caller implements Callable<long[]> {

    private static final int KEYS = 1000;

    private final UserTransaction transaction;
    private final Content content;
    private final int number;
    private final long deadline;
    private final int limit;

    /**
     * Does nothing yet.
     *
     * @param number its own among the callers
     * @param deadline on {@link System#nanoTime}'s clock: no transaction is begun after it
     * @param limit how many transactions it does at most
     */
    Caller(UserTransaction transaction, Content content, int number, long deadline, int limit) {
        this.transaction = transaction;
        this.content = content;
        this.number = number;
        this.deadline = deadline;
        this.limit = limit;
    }

    /** How long each of its transactions took, from begin to the end of commit, in nanoseconds. */
    @Override
    public long[] call() throws Exception {
        long[] took = new long[1024];
        int done = 0;
        long start = System.nanoTime();
        while (start - deadline < 0 && done < limit) {
            transaction.begin();
            content.add("account-" + number + "-" + done % KEYS);
            transaction.commit();
            long end = System.nanoTime();
            if (done == took.length) {
                took = Arrays.copyOf(took, 2 * done);
            }
            took[done++] = end - start;
            start = end;
        }
        return Arrays.copyOf(took, done);
    }
}
