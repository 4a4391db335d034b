package dev.rapporteur.it.decided;

import dev.rapporteur.it.app.Payments;
import dev.rapporteur.it.app.Sender;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.SQLException;

/** Writes by the persistence provider, which flushes when the transaction is about to complete. */
@ApplicationScoped
public class Entries {

    @PersistenceContext
    private EntityManager entries;

    @Inject
    private Sender sender;

    @Inject
    private LedgerRows rows;

    @Inject
    private Payments payments;

    /** Nothing is sent, and nothing is written, before the flush. */
    @Transactional
    public void post(String topic) {
        entries.persist(new Entry(topic, "flushed"));
    }

    /** The first report comes before the provider knows of the transaction. */
    @Transactional
    public void sendAndPost(String topic) {
        sender.send(topic, "sent");
        entries.persist(new Entry(topic, "flushed"));
    }

    /** The first report comes after the provider knows of the transaction. */
    @Transactional
    public void postAndSend(String topic) {
        entries.persist(new Entry(topic, "flushed"));
        sender.send(topic, "sent");
    }

    /** Fails before the flush. */
    @Transactional
    public void postAndDecline(String topic) {
        postAndSend(topic);
        payments.declineReport(topic, "declined");
    }

    /** Row and report, after a statement in the same transaction. */
    @Transactional
    public void payAfter(String topic, String text, String statement) throws SQLException {
        rows.run(statement);
        payments.pay(topic, text);
    }
}
