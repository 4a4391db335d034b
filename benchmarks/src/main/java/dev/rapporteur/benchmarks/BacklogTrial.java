package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.testkit.kafka.KafkaBroker;
import jakarta.transaction.TransactionManager;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What accepting reports costs while others wait since the only broker hangs, what heap all of them take, and what delivering them
 * costs once it goes on: from the first that is delivered until half of them are. Its own figure is how many are accepted a second.
 * For one thread.
 */
final class BacklogTrial implements DetailedTrial {

    /** Before the names of a {@link Meter}: of a report accepted. */
    static final String ACCEPTING = ", accepting";
    /** How many are delivered a second; before the names of a {@link Meter}: of a report delivered. */
    static final String DELIVERING = ", delivering";
    /** KiB that the engine takes, Kafka's client included, while the broker hangs. */
    static final String HEAP_WAITING = ", heap, waiting";
    /** The same, once half of them are delivered. */
    static final String HEAP_DELIVERING = ", heap, delivering";

    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final String name;
    private final TransactionManager transactions;
    private final EngineConfig config;
    private final KafkaBroker broker;
    private final Traffic waiting;
    private final Traffic accepted;

    /**
     * With an engine and a journal that are new for each run.
     *
     * @param waiting before accepting is measured
     * @param accepted what is accepted then
     */
    BacklogTrial(
            String name,
            TransactionManager transactions,
            EngineConfig config,
            KafkaBroker broker,
            Traffic waiting,
            Traffic accepted) {
        this.name = name;
        this.transactions = transactions;
        this.config = config;
        this.broker = broker;
        this.waiting = waiting;
        this.accepted = accepted;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, Double> figures() throws Exception {
        Map<String, Double> figures = new LinkedHashMap<>();
        double heapBefore = UsedHeap.kibibytes();
        try (Engine engine = Engine.open(config)) {
            accepted.topics().forEach(engine::partitionsFor);
            new Senders(transactions, engine, accepted).send();
            Drained.await(engine);
            broker.pause();
            try {
                new Senders(transactions, engine, waiting).send();
                accept(engine, figures);
                figures.put(HEAP_WAITING, UsedHeap.kibibytes() - heapBefore);
            } finally {
                broker.resume();
            }
            deliver(engine, figures);
            figures.put(HEAP_DELIVERING, UsedHeap.kibibytes() - heapBefore);
            Drained.await(engine, 0, WITHIN);
        } finally {
            Directories.delete(config.journalDirectory());
        }
        return figures;
    }

    private void accept(Engine engine, Map<String, Double> figures) throws Exception {
        Meter meter = Meter.start();
        long start = System.nanoTime();
        long sent = new Senders(transactions, engine, accepted).send();
        figures.put(OWN, sent * 1e9 / (System.nanoTime() - start));
        meter.per(sent).forEach((what, figure) -> figures.put(ACCEPTING + what, figure));
    }

    private static void deliver(Engine engine, Map<String, Double> figures) {
        long all = engine.statistics().reportsWaiting();
        Drained.await(engine, all - 1, WITHIN);
        long first = engine.statistics().reportsWaiting();
        Meter meter = Meter.start();
        long start = System.nanoTime();
        Drained.await(engine, all / 2, WITHIN);
        long delivered = first - engine.statistics().reportsWaiting();
        figures.put(DELIVERING, delivered * 1e9 / (System.nanoTime() - start));
        meter.per(delivered).forEach((what, figure) -> figures.put(DELIVERING + what, figure));
    }
}
