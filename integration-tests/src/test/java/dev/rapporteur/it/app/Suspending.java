package dev.rapporteur.it.app;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;

/** Suspends a transaction, does other things, and resumes it. */
@ApplicationScoped
public class Suspending {

    @Inject
    private Sender sender;

    @Resource(lookup = "java:jboss/TransactionManager")
    private TransactionManager transactions;

    /** In between, a report without a transaction and one in another. */
    public void commits(String topic) throws Exception {
        begin(topic);
        transactions.commit();
    }

    /** The same, and the suspended one rolls back. */
    public void rollsBack(String topic) throws Exception {
        begin(topic);
        transactions.rollback();
    }

    private void begin(String topic) throws Exception {
        transactions.begin();
        sender.send(topic, "first 1");
        Transaction first = transactions.suspend();
        sender.send(topic, "without");
        transactions.begin();
        sender.send(topic, "second");
        transactions.commit();
        transactions.resume(first);
        sender.send(topic, "first 2");
    }
}
