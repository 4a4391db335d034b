package dev.rapporteur.it.ear;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.ReportProducer;
import dev.rapporteur.cdi.FromFactory;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

/** In the EJB jar. */
@Stateless
public class EnterpriseBean {

    @Inject
    @FromFactory("java:/eis/orders")
    private ReportProducer producer;

    /** Sends in a transaction. */
    public void send(String topic, String text) {
        producer.sendTo(topic, 0, text.getBytes(UTF_8));
    }

    /** Fails in a transaction. */
    public void fail(String topic) {
        send(topic, "rolled back");
        throw new IllegalStateException("on purpose");
    }
}
