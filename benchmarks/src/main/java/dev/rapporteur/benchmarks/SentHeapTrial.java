package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;

/** The heap of an engine, Kafka's client included, after so many reports were sent, in KiB; the harness's own is taken off. */
final class SentHeapTrial implements Trial {

    static final String NAME = "KiB of heap once they are sent";

    private final Backlog backlog;

    SentHeapTrial(Backlog backlog) {
        this.backlog = backlog;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double figure() throws Exception {
        double before = UsedHeap.kibibytes();
        try (Engine engine = backlog.send()) {
            backlog.requireWaiting(engine);
            return UsedHeap.kibibytes() - before;
        }
    }
}
