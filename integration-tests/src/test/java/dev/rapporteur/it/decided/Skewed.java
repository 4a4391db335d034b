package dev.rapporteur.it.decided;

import dev.rapporteur.it.app.Sender;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Two transactions of which each reads what the other one writes, so that no order of them is right. Both have done all, and are
 * about to commit, before one does; the other fails at its commit.
 */
@ApplicationScoped
public class Skewed {

    private static final long PATIENCE_SECONDS = 40;

    @Inject
    private LedgerRows rows;

    @Inject
    private Sender sender;

    @Inject
    private UserTransaction transaction;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry registry;

    private final CountDownLatch completing = new CountDownLatch(2);
    private final CountDownLatch committed = new CountDownLatch(1);

    /** The one that commits first. */
    public void win(String topic) throws Exception {
        write(topic, "winner", completing);
        committed.countDown();
    }

    /** The other one. */
    public void lose(String topic) throws Exception {
        write(topic, "loser", committed);
    }

    private void write(String topic, String text, CountDownLatch awaited) throws Exception {
        transaction.begin();
        rows.run("set transaction isolation level serializable");
        rows.of(topic);
        rows.insert(topic, text);
        sender.send(topic, text);
        registry.registerInterposedSynchronization(new Synchronization() {

            /** Registered last, it comes last. */
            @Override
            public void beforeCompletion() {
                completing.countDown();
                await(awaited);
            }

            @Override
            public void afterCompletion(int status) {
                // It has done what it is for.
            }
        });
        transaction.commit();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The other transaction does not come so far");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
