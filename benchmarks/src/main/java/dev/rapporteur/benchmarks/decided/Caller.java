package dev.rapporteur.benchmarks.decided;

import com.sun.management.ThreadMXBean;
import jakarta.transaction.UserTransaction;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;

/** One thread's transactions, one after the other. */
final class Caller implements Callable<Caller> {

    private static final int KEYS = 1000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final UserTransaction transaction;
    private final Content content;
    private final int number;
    private final long deadline;
    private final int limit;
    private long[] latencies = {};
    private long allocated;
    private long addingNanos;
    private long allocatedAdding;

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

    /** Does all of it, and returns itself with what it came to. */
    @Override
    public Caller call() throws Exception {
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        long[] took = new long[1024];
        int done = 0;
        long start = System.nanoTime();
        while (start - deadline < 0 && done < limit) {
            transaction.begin();
            add("account-" + number + "-" + done % KEYS);
            transaction.commit();
            long end = System.nanoTime();
            if (done == took.length) {
                took = Arrays.copyOf(took, 2 * done);
            }
            took[done++] = end - start;
            start = end;
        }
        latencies = Arrays.copyOf(took, done);
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
        return this;
    }

    private void add(String key) throws Exception {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        content.add(key);
        addingNanos += System.nanoTime() - start;
        allocatedAdding += THREADS.getCurrentThreadAllocatedBytes() - bytes;
    }

    /** Of each transaction, from begin to the end of commit, in nanoseconds. */
    LongStream latencies() {
        return Arrays.stream(latencies);
    }

    /** Bytes that its thread allocated. */
    long allocated() {
        return allocated;
    }

    /** How long it was between begin and commit, in nanoseconds. */
    long addingNanos() {
        return addingNanos;
    }

    /** Bytes that its thread allocated between begin and commit. */
    long allocatedAdding() {
        return allocatedAdding;
    }
}
