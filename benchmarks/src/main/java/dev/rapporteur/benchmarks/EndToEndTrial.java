package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.xa.ReportXAResource;
import jakarta.transaction.TransactionManager;
import java.util.Objects;

/** Reports from the first send until Kafka has confirmed the last: 100 of 1 KiB a transaction, four threads. */
final class EndToEndTrial implements Trial {

    static final String NAME = "reports end to end, 100 a transaction, 4 threads";

    private static final int PAYLOAD_BYTES = 1024;
    private static final int PER_TRANSACTION = 100;
    private static final int THREADS = 4;

    private final TransactionManager transactions;
    private final Engine engine;
    private final String topic;
    private final int reports;

    EndToEndTrial(TransactionManager transactions, Engine engine, String topic, int reports) {
        this.transactions = transactions;
        this.engine = engine;
        this.topic = topic;
        this.reports = reports;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double figure() throws Exception {
        long start = System.nanoTime();
        long sent = Crew.start(THREADS, this::work).join();
        Drained.await(engine);
        return sent * 1e9 / (System.nanoTime() - start);
    }

    private long work() throws Exception {
        byte[] payload = new byte[PAYLOAD_BYTES];
        ReportXAResource resource = engine.newXAResource();
        long sent = 0;
        while (sent < reports / THREADS) {
            transactions.begin();
            transactions.getTransaction().enlistResource(resource);
            for (int i = 0; i < PER_TRANSACTION; i++) {
                Objects.requireNonNull(resource.branch()).send(topic, "key-" + sent, payload);
                sent++;
            }
            transactions.commit();
        }
        return sent;
    }
}
