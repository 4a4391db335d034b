package dev.rapporteur.it.many;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.Observation;
import dev.rapporteur.ReportConnectionFactory;
import dev.rapporteur.ReportProducer;
import dev.rapporteur.it.app.Rows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Works with the engine that the caller names. From then on the caller's thread bears that name, so that it can be held alone at halt
 * points.
 */
@ApplicationScoped
public class Desk {

    /** What a payment fails with on purpose. */
    public static final class Declined extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Declined() {
            super("declined on purpose");
        }
    }

    @Inject
    private Rows rows;

    private final Map<String, Observation> observations = new ConcurrentHashMap<>();

    /** A report to the topic's first partition, outside a transaction. */
    public void send(String engine, String topic, String text) throws NamingException {
        sendTo(engine, topic, "0", text);
    }

    /** A report to a partition, outside a transaction. */
    public void sendTo(String engine, String topic, String partition, String text) throws NamingException {
        producer(engine).sendTo(topic, Integer.parseInt(partition), text.getBytes(UTF_8));
    }

    /** A row, and so many reports of its text, each padded by so many dots. */
    @Transactional
    public void pay(String engine, String topic, String text, String reports, String dots)
            throws NamingException, SQLException {
        rows.insert(topic, text);
        byte[] payload = (text + ".".repeat(Integer.parseInt(dots))).getBytes(UTF_8);
        for (int i = 0; i < Integer.parseInt(reports); i++) {
            producer(engine).send(topic, payload);
        }
    }

    /** The same in vain. */
    @Transactional
    public void decline(String engine, String topic, String text, String reports, String dots)
            throws NamingException, SQLException {
        pay(engine, topic, text, reports, dots);
        throw new Declined();
    }

    /** Observes from now on. */
    public void observe(String engine, String observer) throws NamingException {
        observations.put(observer, factory(engine).observe(observer, event -> {}));
    }

    /** Observes no longer. */
    public void endObservation(String engine, String observer) {
        nameThread(engine);
        Objects.requireNonNull(observations.get(observer)).end();
    }

    private static ReportProducer producer(String engine) throws NamingException {
        return factory(engine).producer();
    }

    @SuppressWarnings("BanJNDI") // the names are the server's
    private static ReportConnectionFactory factory(String engine) throws NamingException {
        nameThread(engine);
        return InitialContext.doLookup("java:/eis/" + engine);
    }

    private static void nameThread(String engine) {
        Thread.currentThread().setName("caller-" + engine);
    }
}
