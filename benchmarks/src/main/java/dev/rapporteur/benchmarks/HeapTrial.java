package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import java.util.concurrent.Callable;

/** The heap of an engine whose reports wait, Kafka's client included, in KiB; the harness's own is taken off. */
final class HeapTrial implements Trial {

    private final String name;
    private final Callable<Engine> start;
    private final Backlog backlog;

    private HeapTrial(String name, Callable<Engine> start, Backlog backlog) {
        this.name = name;
        this.start = start;
        this.backlog = backlog;
    }

    /** Of the engine that has sent them. */
    static HeapTrial sent(Backlog backlog) {
        return new HeapTrial("KiB of heap once they are sent", backlog::send, backlog);
    }

    /** Of an engine that has just opened their journal. */
    static HeapTrial opened(Backlog backlog) {
        return new HeapTrial("KiB of heap once their journal is opened again", backlog::open, backlog);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double figure() throws Exception {
        double before = UsedHeap.kibibytes();
        try (Engine engine = start.call()) {
            backlog.requireWaiting(engine);
            return UsedHeap.kibibytes() - before;
        }
    }
}
