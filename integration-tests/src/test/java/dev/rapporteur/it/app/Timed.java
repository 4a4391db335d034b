package dev.rapporteur.it.app;

import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sends from a timer's transactions: the first fails, and the server rings again. */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Timed {

    private static final long PATIENCE_SECONDS = 30;

    @Inject
    private Sender sender;

    @Resource
    private TimerService timers;

    @Resource
    private TransactionSynchronizationRegistry transaction;

    private final CountDownLatch ended = new CountDownLatch(2);

    /** Returns when both of the timer's transactions have ended. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void ring(String topic) throws InterruptedException {
        timers.createSingleActionTimer(1, new TimerConfig(topic, false));
        if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The timer did not ring twice");
        }
    }

    @Timeout
    void ring(Timer timer) {
        boolean first = ended.getCount() == 2;
        transaction.registerInterposedSynchronization(new Counting());
        sender.send((String) timer.getInfo(), first ? "ring 1" : "ring 2");
        if (first) {
            throw new Payments.Declined();
        }
    }

    private final class Counting implements Synchronization {

        @Override
        public void beforeCompletion() {
            // It counts when it has ended.
        }

        @Override
        public void afterCompletion(int status) {
            ended.countDown();
        }
    }
}
