package dev.rapporteur.it.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.ReportConnection;
import dev.rapporteur.ReportConnectionFactory;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;

/** Plain Connectors use, right and wrong. */
@ApplicationScoped
public class Connected {

    @Resource(lookup = "java:/eis/rapporteur")
    private ReportConnectionFactory factory;

    @Inject
    private UserTransaction transaction;

    @Resource(lookup = "java:jboss/TransactionManager")
    private TransactionManager transactions;

    /** Without a transaction, then one committed and one rolled back. */
    public void inEachWay(String topic) throws Exception {
        sendOnNewConnection(topic, "without");
        transaction.begin();
        sendOnNewConnection(topic, "committed 1");
        sendOnNewConnection(topic, "committed 2");
        transaction.commit();
        transaction.begin();
        sendOnNewConnection(topic, "rolled back");
        transaction.rollback();
    }

    /** A connection taken before the transaction that it is used in. */
    public void takenBeforeBegin(String topic) throws Exception {
        try (ReportConnection connection = factory.getConnection()) {
            transactions.begin();
            try {
                send(connection, topic, "misled");
            } finally {
                transactions.rollback();
            }
        }
    }

    /** A connection of a suspended transaction, used in another. */
    public void usedInAnotherTransaction(String topic) throws Exception {
        transactions.begin();
        try (ReportConnection connection = factory.getConnection()) {
            send(connection, topic, "of the first");
            Transaction first = transactions.suspend();
            transactions.begin();
            try {
                send(connection, topic, "misled");
            } finally {
                transactions.rollback();
                transactions.resume(first);
            }
        } finally {
            transactions.rollback();
        }
    }

    /** A closed connection. */
    public void closed(String topic) {
        ReportConnection connection = factory.getConnection();
        connection.close();
        send(connection, topic, "closed");
    }

    private void sendOnNewConnection(String topic, String text) {
        try (ReportConnection connection = factory.getConnection()) {
            send(connection, topic, text);
        }
    }

    private static void send(ReportConnection connection, String topic, String text) {
        connection.send(topic, text.getBytes(UTF_8));
    }
}
