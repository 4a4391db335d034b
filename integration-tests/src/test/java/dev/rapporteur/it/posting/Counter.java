package dev.rapporteur.it.posting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where clients post, outside any transaction. Its answers begin with {@value #DONE}, {@value #NOT_DONE} (rolled back before the
 * commit was begun), or {@value #FAILED} (the commit itself), and go on with the chain of exceptions.
 */
@ApplicationScoped
public class Counter {

    public static final String DONE = "done";
    public static final String NOT_DONE = "not done";
    public static final String FAILED = "failed";

    private static final int SHORT_SECONDS = 1;
    private static final long OUTSTAY_MS = 1_500;

    @Inject
    private Postings postings;

    @Inject
    private UserTransaction transaction;

    /** Whether database and adapter work: begins to post, and rolls back. */
    public String ping(String book) throws NotSupportedException, SystemException {
        transaction.begin();
        try {
            return tell(() -> postings.tryOut(book));
        } finally {
            transaction.rollback();
        }
    }

    /** Posts in a transaction. */
    public String post(
            String book, String topic, String copy, String account, String name, String number, String amount) {
        Order order = order(book, topic, copy, account, name, number, amount);
        return tell(() -> postings.post(order));
    }

    /** Posts in a transaction that is rolled back. */
    public String decline(
            String book, String topic, String copy, String account, String name, String number, String amount) {
        Order order = order(book, topic, copy, account, name, number, amount);
        return tell(() -> postings.decline(order));
    }

    /** Posts in a transaction that lasts longer than it may. */
    public String outstay(
            String book, String topic, String copy, String account, String name, String number, String amount)
            throws SystemException {
        Order order = order(book, topic, copy, account, name, number, amount);
        transaction.setTransactionTimeout(SHORT_SECONDS);
        try {
            return tell(() -> postings.outstay(order, OUTSTAY_MS));
        } finally {
            transaction.setTransactionTimeout(0);
        }
    }

    private static Order order(
            String book, String topic, String copy, String account, String name, String number, String amount) {
        return new Order(book, topic, copy, account, name, Integer.parseInt(number), Integer.parseInt(amount));
    }

    /** The container throws what it likes when a commit fails, checked or not. */
    @SuppressWarnings("CatchingUnchecked")
    private static String tell(Runnable posting) {
        try {
            posting.run();
            return DONE;
        } catch (Postings.NotDoneException e) {
            return NOT_DONE + chain(e);
        } catch (Exception e) {
            return FAILED + chain(e);
        }
    }

    private static String chain(Throwable failure) {
        return Stream.iterate(failure, link -> link != null, Throwable::getCause)
                .map(link -> "\n" + link)
                .collect(Collectors.joining());
    }
}
