package dev.rapporteur.it.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.ReportProducer;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;

/** A bean that begins and ends its transactions itself. */
@ApplicationScoped
public class Demarcated {

    @Inject
    private ReportProducer producer;

    @Inject
    private Deadline deadline;

    @Inject
    private UserTransaction transaction;

    @Inject
    private Payments payments;

    @Resource(lookup = "java:jboss/TransactionManager")
    private TransactionManager manager;

    /** Sends, then marks the transaction for rollback, and tries to commit nevertheless. */
    public void markForRollback(String topic) throws Exception {
        transaction.begin();
        payments.pay(topic, "marked");
        transaction.setRollbackOnly();
        transaction.commit();
    }

    /** Sends after the mark: what that fails with is thrown. */
    public void sendAfterMark(String topic) throws Exception {
        transaction.begin();
        try {
            send(topic, "before the mark");
            transaction.setRollbackOnly();
            send(topic, "after the mark");
        } finally {
            transaction.rollback();
        }
    }

    /** Lets the transaction's time run out, then tries to commit. */
    public void overrun(String topic) throws Exception {
        deadline.begin();
        payments.pay(topic, "too late");
        deadline.await();
        transaction.commit();
    }

    /** Sends when the time is up: what that fails with is thrown. */
    public void sendAfterTimeout(String topic) throws Exception {
        deadline.begin();
        try {
            send(topic, "in time");
            deadline.await();
            send(topic, "too late");
        } finally {
            transaction.rollback();
        }
    }

    /** Sends for the first time when the time is up. */
    public void sendOnlyAfterTimeout(String topic) throws Exception {
        deadline.begin();
        try {
            deadline.await();
            send(topic, "too late");
        } finally {
            transaction.rollback();
        }
    }

    /** Another resource, enlisted before the reports, refuses to prepare. */
    public void refusedByAnEarlierResource(String topic) throws Exception {
        transaction.begin();
        manager.getTransaction().enlistResource(new RefusingResource());
        payments.pay(topic, "refused");
        transaction.commit();
    }

    /** Another resource, enlisted after the reports, refuses to prepare: they are prepared by then. */
    public void refusedByALaterResource(String topic) throws Exception {
        transaction.begin();
        payments.pay(topic, "refused");
        manager.getTransaction().enlistResource(new RefusingResource());
        transaction.commit();
    }

    private void send(String topic, String text) {
        producer.send(topic, text.getBytes(UTF_8));
    }
}
