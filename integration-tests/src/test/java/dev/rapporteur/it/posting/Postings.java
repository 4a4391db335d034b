package dev.rapporteur.it.posting;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.ReportProducer;
import dev.rapporteur.cdi.FromFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.naming.NamingException;

/** Posts: rows and reports of the same content in one transaction of the container. */
@ApplicationScoped
public class Postings {

    /** The transaction rolls back, because the work before its completion failed. */
    public static final class NotDoneException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotDoneException(Throwable cause) {
            super(cause);
        }
    }

    private static final int UNNUMBERED = 0;
    private static final String SERVER = System.getProperty("jboss.tx.node.id", "");

    @Inject
    @Any
    private Instance<ReportProducer> producers;

    @Inject
    private Books books;

    /** Reaches database and adapter, in the caller's transaction. */
    void tryOut(String book) {
        try {
            books.tryOut(book);
            reports(book).send("nowhere", "try-out".getBytes(UTF_8));
        } catch (NamingException | SQLException | RuntimeException e) {
            throw new NotDoneException(e);
        }
    }

    /** Posts. */
    @Transactional
    public void post(Order order) {
        try {
            write(order);
        } catch (NamingException | SQLException | RuntimeException e) {
            throw new NotDoneException(e);
        }
    }

    /** Posts, and thinks better of it. */
    @Transactional
    public void decline(Order order) {
        post(order);
        throw new NotDoneException(new IllegalStateException("declined on purpose"));
    }

    /** Posts, and stays longer than its transaction may. */
    @Transactional
    public void outstay(Order order, long millis) {
        post(order);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private ReportProducer reports(String book) {
        return producers.select(new FromFactory.Literal("java:/eis/" + book)).get();
    }

    /** The row first; but if the database is to refuse it, the reports, whose branch is then prepared and must be rolled back. */
    private void write(Order order) throws NamingException, SQLException {
        if (order.amount() < 0) {
            send(order, UNNUMBERED);
            books.post(SERVER, order);
        } else {
            send(order, books.post(SERVER, order));
        }
    }

    private void send(Order order, int first) {
        ReportProducer reports = reports(order.book());
        for (int i = 0; i < order.postings(); i++) {
            String content =
                    new Posting(order.transaction(), SERVER, order.account(), first + i, order.amount() + i).report();
            reports.send(order.topic(), order.account(), content.getBytes(UTF_8));
            if (!order.copyTopic().isEmpty()) {
                reports.send(order.copyTopic(), order.account(), content.getBytes(UTF_8));
            }
        }
    }
}
