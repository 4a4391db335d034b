package dev.rapporteur.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What Java's threads have allocated until a moment. Of threads that have ended only a {@link Crew}'s count, as they say themselves: no
 * JDK before 21 has the sum of all.
 */
final class Allocation {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final LongAdder ENDED = new LongAdder();

    private final Map<Long, Long> living = new HashMap<>();
    private final long ended = ENDED.sum();

    private Allocation() {
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            living.put(ids[i], bytes[i]);
        }
    }

    static Allocation now() {
        return new Allocation();
    }

    /** The current thread is about to end, and will have ended when somebody counts. */
    static void ending() {
        ENDED.add(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()));
    }

    /** Bytes between another moment and this one. */
    long since(Allocation before) {
        long bytes = ended - before.ended;
        for (Map.Entry<Long, Long> thread : living.entrySet()) {
            bytes += Math.max(0, thread.getValue() - before.living.getOrDefault(thread.getKey(), 0L));
        }
        return bytes;
    }
}
