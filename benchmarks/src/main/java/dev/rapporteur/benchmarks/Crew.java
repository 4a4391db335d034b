package dev.rapporteur.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Threads that do the same and count what they did, and what they allocated. */
final class Crew {

    private final Map<Thread, FutureTask<Long>> tasks = new LinkedHashMap<>();

    private Crew() {}

    static Crew start(int threads, Callable<Long> work) {
        Crew crew = new Crew();
        for (int i = 0; i < threads; i++) {
            FutureTask<Long> task = new FutureTask<>(() -> counted(work));
            Thread thread = new Thread(task, "benchmark-" + i);
            crew.tasks.put(thread, task);
            thread.start();
        }
        return crew;
    }

    private static long counted(Callable<Long> work) throws Exception {
        try {
            return work.call();
        } finally {
            Allocation.ending();
        }
    }

    /** Waits for the end of all. @return the sum of what they counted */
    long join() throws Exception {
        long sum = 0;
        for (Map.Entry<Thread, FutureTask<Long>> task : tasks.entrySet()) {
            sum += task.getValue().get();
            task.getKey().join();
        }
        return sum;
    }
}
