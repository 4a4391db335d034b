package dev.rapporteur;

import jakarta.resource.Referenceable;
import java.io.Serializable;

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
}
