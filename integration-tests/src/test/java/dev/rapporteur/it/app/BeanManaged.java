package dev.rapporteur.it.app;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;

/** An enterprise bean that begins and ends its transactions itself. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class BeanManaged {

    @Inject
    private Sender sender;

    @Resource
    private UserTransaction transaction;

    /** Two transactions after one another, and a report between them. */
    public void commitsTwice(String topic) throws Exception {
        transaction.begin();
        sender.send(topic, "bmt 1");
        transaction.commit();
        sender.send(topic, "between");
        transaction.begin();
        sender.send(topic, "bmt 2");
        transaction.commit();
    }

    /** One rolled back, one committed. */
    public void rollsBackThenCommits(String topic) throws Exception {
        transaction.begin();
        sender.send(topic, "bmt 1");
        transaction.rollback();
        transaction.begin();
        sender.send(topic, "bmt 2");
        transaction.commit();
    }
}
