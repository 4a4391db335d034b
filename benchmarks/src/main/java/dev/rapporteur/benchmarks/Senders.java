package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.xa.ReportXAResource;
import jakarta.transaction.TransactionManager;
import java.util.Objects;

/** Threads whose transactions send reports to an engine. For one thread. */
final class Senders {

    private final TransactionManager transactions;
    private final Engine engine;
    private final Traffic traffic;

    Senders(TransactionManager transactions, Engine engine, Traffic traffic) {
        this.transactions = transactions;
        this.engine = engine;
        this.traffic = traffic;
    }

    /** Returns once all is committed. @return how many reports */
    long send() throws Exception {
        return Crew.start(traffic.threads(), this::work).join();
    }

    private long work() throws Exception {
        ReportXAResource resource = engine.newXAResource();
        int topics = traffic.topics().size();
        long sent = 0;
        while (sent < traffic.reports() / traffic.threads()) {
            transactions.begin();
            transactions.getTransaction().enlistResource(resource);
            for (int i = 0; i < traffic.perTransaction(); i++) {
                String topic = traffic.topics().get((int) (sent % topics));
                Objects.requireNonNull(resource.branch())
                        .send(topic, "key-" + sent, traffic.payloads().of(sent));
                sent++;
            }
            transactions.commit();
        }
        return sent;
    }
}
