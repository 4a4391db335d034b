package dev.rapporteur.it.app;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;

/** Does something in a synchronization of its own, when the transaction is about to complete. */
@ApplicationScoped
public class Completing {

    @Inject
    private Sender sender;

    @Inject
    private Payments payments;

    @Inject
    private Deadline deadline;

    @Inject
    private UserTransaction transaction;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry registry;

    /** Sends once more. */
    public void sends(String topic) throws Exception {
        transaction.begin();
        payments.pay(topic, "within");
        beforeCompletion(() -> sender.send(topic, "before completion"));
        transaction.commit();
    }

    /** Sends for the first time. */
    public void onlySends(String topic) throws Exception {
        transaction.begin();
        beforeCompletion(() -> sender.send(topic, "before completion"));
        transaction.commit();
    }

    /** Marks the transaction for rollback. */
    public void marks(String topic) throws Exception {
        transaction.begin();
        payments.pay(topic, "marked");
        beforeCompletion(registry::setRollbackOnly);
        transaction.commit();
    }

    /** Fails. */
    public void fails(String topic) throws Exception {
        transaction.begin();
        payments.pay(topic, "failed");
        beforeCompletion(() -> {
            throw new Payments.Declined();
        });
        transaction.commit();
    }

    /** Lets the time run out when everybody else has done his part. */
    public void overruns(String topic) throws Exception {
        deadline.begin();
        payments.pay(topic, "too late");
        beforeCompletion(deadline::await);
        transaction.commit();
    }

    /** Lets the time run out before anybody else does his part. */
    public void overrunsFirst(String topic) throws Exception {
        deadline.begin();
        beforeCompletion(deadline::await);
        payments.pay(topic, "too late");
        transaction.commit();
    }

    /** Keeps the end of the transaction from those who registered before: an Error in one synchronization ends the telling. */
    public void breaksOffAfterwards(String topic) throws Exception {
        transaction.begin();
        payments.pay(topic, "untold");
        registry.registerInterposedSynchronization(new Synchronization() {

            @Override
            public void beforeCompletion() {
                // Its time comes later.
            }

            @Override
            public void afterCompletion(int status) {
                throw new AssertionError("broken off on purpose");
            }
        });
        try {
            transaction.commit();
        } catch (AssertionError e) {
            // The server may let it through.
        }
    }

    private void beforeCompletion(Runnable action) {
        registry.registerInterposedSynchronization(new Synchronization() {

            @Override
            public void beforeCompletion() {
                action.run();
            }

            @Override
            public void afterCompletion(int status) {
                // It has done what it is for.
            }
        });
    }
}
