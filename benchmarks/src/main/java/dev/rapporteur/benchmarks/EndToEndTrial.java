package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import jakarta.transaction.TransactionManager;

/** Reports from the first send until all are delivered. */
final class EndToEndTrial implements Trial {

    static final int PER_TRANSACTION = 100;
    static final int THREADS = 4;

    private final String name;
    private final TransactionManager transactions;
    private final Engine engine;
    private final Traffic traffic;

    EndToEndTrial(String name, TransactionManager transactions, Engine engine, Traffic traffic) {
        this.name = name;
        this.transactions = transactions;
        this.engine = engine;
        this.traffic = traffic;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double figure() throws Exception {
        long start = System.nanoTime();
        long sent = new Senders(transactions, engine, traffic).send();
        Drained.await(engine);
        return sent * 1e9 / (System.nanoTime() - start);
    }
}
