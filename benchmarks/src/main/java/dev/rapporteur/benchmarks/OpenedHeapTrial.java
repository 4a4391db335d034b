package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;

/** The heap of an engine that has just opened such a journal, in KiB; the harness's own is taken off. */
final class OpenedHeapTrial implements Trial {

    static final String NAME = "KiB of heap once their journal is opened again";

    private final Backlog backlog;

    OpenedHeapTrial(Backlog backlog) {
        this.backlog = backlog;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double figure() throws Exception {
        double before = UsedHeap.kibibytes();
        try (Engine engine = backlog.open()) {
            backlog.requireWaiting(engine);
            return UsedHeap.kibibytes() - before;
        }
    }
}
