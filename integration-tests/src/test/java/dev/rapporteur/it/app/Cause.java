package dev.rapporteur.it.app;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.Xid;

/**
 * A transaction whose row is committed while its reports are not, and another that acts on that row.
 * Narayana commits in the order of enlistment: rows, gate, reports.
 */
@ApplicationScoped
public class Cause {

    private static final long PATIENCE_SECONDS = 40;

    @Inject
    private Rows rows;

    @Inject
    private Sender sender;

    @Resource(lookup = "java:jboss/TransactionManager")
    private TransactionManager transactions;

    private final CountDownLatch gate = new CountDownLatch(1);

    /** Commits its row, then waits at the gate before it commits its report. */
    public void first(String topic) throws Exception {
        transactions.begin();
        rows.insert(topic, "first");
        transactions.getTransaction().enlistResource(new Gate());
        sender.send(topic, "first");
        transactions.commit();
    }

    /** Acts on what the first one has committed. */
    @Transactional
    public void second(String topic) throws SQLException {
        if (!rows.of(topic).contains("first")) {
            throw new IllegalStateException("The first transaction's row can't be seen");
        }
        rows.insert(topic, "second");
        sender.send(topic, "second");
    }

    /** Lets the first one's commit go on. */
    public void openGate() {
        gate.countDown();
    }

    private final class Gate extends IdleResource {

        @Override
        public void commit(Xid xid, boolean onePhase) {
            try {
                if (!gate.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("The gate was not opened");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
