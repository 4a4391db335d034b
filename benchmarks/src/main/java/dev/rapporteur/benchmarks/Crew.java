package dev.rapporteur.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Threads that do the same and count what they did. */
final class Crew {

    private final List<FutureTask<Long>> tasks = new ArrayList<>();

    private Crew() {}

    static Crew start(int threads, Callable<Long> work) {
        Crew crew = new Crew();
        for (int i = 0; i < threads; i++) {
            FutureTask<Long> task = new FutureTask<>(work);
            crew.tasks.add(task);
            new Thread(task, "benchmark-" + i).start();
        }
        return crew;
    }

    /** Waits for all. @return the sum of what they counted */
    long join() throws Exception {
        long sum = 0;
        for (FutureTask<Long> task : tasks) {
            sum += task.get();
        }
        return sum;
    }
}
