package dev.rapporteur.it.app;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Transactions that have little time. */
@ApplicationScoped
public class Deadline {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @Inject
    private UserTransaction transaction;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry registry;

    /** Begins one that has a second. */
    public void begin() throws SystemException, NotSupportedException {
        transaction.setTransactionTimeout(1);
        try {
            transaction.begin();
        } finally {
            transaction.setTransactionTimeout(0);
        }
    }

    /** Waits until the caller's time is up. */
    public void await() {
        long start = System.nanoTime();
        while (registry.getTransactionStatus() == Status.STATUS_ACTIVE) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("The transaction does not time out");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
