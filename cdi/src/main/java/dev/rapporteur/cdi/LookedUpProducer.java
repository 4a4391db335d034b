package dev.rapporteur.cdi;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.Report;
import dev.rapporteur.ReportConnectionFactory;
import dev.rapporteur.ReportId;
import dev.rapporteur.ReportProducer;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * The producer of the connection factory under a JNDI name. It looks the factory up at the first
 * call, and again after a call that found it not available, since its adapter may have a successor.
 * Such a call is not repeated by itself: a server that stops may have taken the report, and two
 * would be wrong. Safe for all threads; serializable, so that it may live in passivating scopes.
 */
final class LookedUpProducer implements ReportProducer, Serializable {

    private static final long serialVersionUID = 1L;

    private final String jndiName;
    private transient volatile @Nullable ReportProducer known;

    LookedUpProducer(String jndiName) {
        this.jndiName = jndiName;
    }

    private <T> T call(Function<ReportProducer, T> call) {
        ReportProducer producer = known;
        if (producer == null) {
            producer = lookUp(jndiName).producer();
            known = producer;
        }
        try {
            return call.apply(producer);
        } catch (NotAvailableException e) {
            known = null;
            throw e;
        }
    }

    /** Finds a connection factory. @throws NotAvailableException if there is none, in words that help */
    @SuppressWarnings("BanJNDI") // The name is the developer's, the naming service the server's own.
    static ReportConnectionFactory lookUp(String jndiName) {
        Object found;
        try {
            found = InitialContext.doLookup(jndiName);
        } catch (NamingException e) {
            throw new NotAvailableException(
                    "There is no connection factory of Rapporteur at " + jndiName + ". Deploy the resource adapter"
                            + " rapporteur.rar, and give it a connection definition with this JNDI name (the script"
                            + " rapporteur.cli makes one for java:/eis/rapporteur).",
                    e);
        }
        if (found instanceof ReportConnectionFactory factory) {
            return factory;
        }
        throw new NotAvailableException("What is at " + jndiName + " is no connection factory of Rapporteur as this"
                + " application knows it: " + found.getClass().getName() + " of "
                + found.getClass().getClassLoader()
                + ". If that is Rapporteur's, the application has a copy of the API of its own: in a WAR bundle"
                + " rapporteur-cdi.jar, in an EAR with its own rapporteur.rar the one with the classifier ear.");
    }

    @Override
    public ReportId send(String topic, byte[] payload) {
        return call(producer -> producer.send(topic, payload));
    }

    @Override
    public ReportId send(String topic, String key, byte[] payload) {
        return call(producer -> producer.send(topic, key, payload));
    }

    @Override
    public ReportId sendTo(String topic, int partition, byte[] payload) {
        return call(producer -> producer.sendTo(topic, partition, payload));
    }

    @Override
    public ReportId send(Report report) {
        return call(producer -> producer.send(report));
    }

    @Override
    public void send(Collection<Report> reports) {
        call(producer -> {
            producer.send(reports);
            return producer;
        });
    }

    @Override
    public List<Integer> partitionsFor(String topic) {
        return call(producer -> producer.partitionsFor(topic));
    }

    @Override
    public String toString() {
        return "ReportProducer of " + jndiName;
    }
}
