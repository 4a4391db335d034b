package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.xa.ReportXAResource;
import jakarta.transaction.TransactionManager;
import java.util.Objects;

/** Reports from the first send until all are delivered: 100 a transaction, four threads. */
final class EndToEndTrial implements Trial {

    static final int PER_TRANSACTION = 100;
    static final int THREADS = 4;

    private final String name;
    private final TransactionManager transactions;
    private final Engine engine;
    private final String topic;
    private final Payloads payloads;
    private final int reports;

    EndToEndTrial(
            String name, TransactionManager transactions, Engine engine, String topic, Payloads payloads, int reports) {
        this.name = name;
        this.transactions = transactions;
        this.engine = engine;
        this.topic = topic;
        this.payloads = payloads;
        this.reports = reports;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double figure() throws Exception {
        long start = System.nanoTime();
        long sent = Crew.start(THREADS, this::work).join();
        Drained.await(engine);
        return sent * 1e9 / (System.nanoTime() - start);
    }

    private long work() throws Exception {
        ReportXAResource resource = engine.newXAResource();
        long sent = 0;
        while (sent < reports / THREADS) {
            transactions.begin();
            transactions.getTransaction().enlistResource(resource);
            for (int i = 0; i < PER_TRANSACTION; i++) {
                Objects.requireNonNull(resource.branch()).send(topic, "key-" + sent, payloads.of(sent));
                sent++;
            }
            transactions.commit();
        }
        return sent;
    }
}
