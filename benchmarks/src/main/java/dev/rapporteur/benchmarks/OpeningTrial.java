package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import java.util.concurrent.TimeUnit;

/** How long an engine takes to open a journal that was closed in order, in milliseconds. */
final class OpeningTrial implements Trial {

    static final String NAME = "milliseconds to open it";

    private final Backlog backlog;

    OpeningTrial(Backlog backlog) {
        this.backlog = backlog;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double figure() throws Exception {
        long start = System.nanoTime();
        try (Engine engine = backlog.open()) {
            double figure = (System.nanoTime() - start) / (double) TimeUnit.MILLISECONDS.toNanos(1);
            backlog.requireWaiting(engine);
            return figure;
        }
    }
}
