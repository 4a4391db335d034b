package dev.rapporteur;

import jakarta.resource.Referenceable;
import java.io.Serializable;
import java.util.concurrent.Executor;

/**
 * What a connection definition of the resource adapter binds in JNDI, by default under {@code
 * java:/eis/rapporteur}. Safe for use by several threads.
 *
 * <p>Plain Connectors use, where CDI is not at hand:
 *
 * <pre>{@code
 * @Resource(lookup = "java:/eis/rapporteur") ReportConnectionFactory factory;
 *
 * try (ReportConnection connection = factory.getConnection()) {
 *     connection.send("payments", payment.id(), json(payment));
 * }
 * }</pre>
 */
public interface ReportConnectionFactory extends Serializable, Referenceable {

    /**
     * Takes a connection from the server's pool; in a transaction it is enlisted there. Get it in
     * the transaction it is meant for, and close it.
     *
     * @return an open connection
     * @throws NotAvailableException if the adapter is stopped or the pool is exhausted
     */
    ReportConnection getConnection();

    /**
     * A producer that takes care of connections by itself: one for each transaction, from its first
     * send to its end. It stays valid as long as this factory; this is what CDI injects.
     *
     * @return the producer
     */
    ReportProducer producer();

    /**
     * Observes what becomes of the reports of this connection definition, whoever sent them: tells the listener on a thread of the
     * adapter's own, with the caller's context class loader. See {@link #observe(String, DeliveryListener, Executor)}.
     *
     * @param name the observer's name
     * @param listener the listener
     * @return what ends it
     * @throws NotAvailableException as there
     */
    default Observation observe(String name, DeliveryListener listener) {
        return observe(name, listener, Runnable::run);
    }

    /**
     * Observes what becomes of the reports of this connection definition, whoever sent them: each that is delivered or parked from
     * now on. This is durable when it returns: what happens while no listener of this name is there, also while the server restarts,
     * is kept for the next one, up to {@code eventsMaxBytes} of the journal; what is beyond is dropped, and said. So keep the name,
     * {@link Observation#close() close} the observation when the application stops, and {@link Observation#end() end} it when
     * nobody will ask any more. Another listener of the same name takes the place of the present one.
     *
     * @param name the observer's name: 1 to 200 characters; a journal has at most 16
     * @param listener the listener
     * @param executor runs the calls, some at a time, never two of one listener at once; for instance the server's
     *     ManagedExecutorService, so that they find java:comp and transactions
     * @return what ends it
     * @throws NotAvailableException if the adapter is stopped or its journal has failed
     * @throws IllegalArgumentException if the name is too long or empty, or there are 16 others
     */
    Observation observe(String name, DeliveryListener listener, Executor executor);
}
