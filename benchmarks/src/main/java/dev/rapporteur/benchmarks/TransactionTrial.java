package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.xa.ReportXAResource;
import jakarta.transaction.TransactionManager;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Transactions by several threads, each with one report, or empty without an engine. */
final class TransactionTrial implements Trial {

    private static final int PAYLOAD_BYTES = 300;

    private final TransactionManager transactions;
    private final @Nullable Engine engine;
    private final String topic;
    private final int threads;
    private final Duration time;

    TransactionTrial(
            TransactionManager transactions, @Nullable Engine engine, String topic, int threads, Duration time) {
        this.transactions = transactions;
        this.engine = engine;
        this.topic = topic;
        this.threads = threads;
        this.time = time;
    }

    static String name(boolean empty, int threads) {
        return (empty ? "empty transaction, " : "transaction with one report, ")
                + threads
                + (threads == 1 ? " thread" : " threads");
    }

    @Override
    public String name() {
        return name(engine == null, threads);
    }

    @Override
    public double figure() throws Exception {
        long start = System.nanoTime();
        long done = Crew.start(threads, () -> work(start)).join();
        double rate = done * 1e9 / (System.nanoTime() - start);
        if (engine != null) {
            Drained.await(engine);
        }
        return rate;
    }

    private long work(long start) throws Exception {
        byte[] payload = new byte[PAYLOAD_BYTES];
        ReportXAResource resource = engine == null ? null : engine.newXAResource();
        long done = 0;
        while (System.nanoTime() - start < time.toNanos()) {
            transactions.begin();
            if (resource != null) {
                transactions.getTransaction().enlistResource(resource);
                Objects.requireNonNull(resource.branch()).send(topic, "key-" + done, payload);
            }
            transactions.commit();
            done++;
        }
        return done;
    }
}
