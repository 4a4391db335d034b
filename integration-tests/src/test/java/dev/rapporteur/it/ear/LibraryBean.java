package dev.rapporteur.it.ear;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.ReportProducer;
import dev.rapporteur.cdi.FromFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** In a jar of the EAR's own library. */
@ApplicationScoped
public class LibraryBean {

    @Inject
    @FromFactory("java:/eis/orders")
    private ReportProducer producer;

    /** Sends in a transaction. */
    @Transactional
    public void send(String topic, String text) {
        producer.sendTo(topic, 0, text.getBytes(UTF_8));
    }

    /** Fails in a transaction. */
    @Transactional
    public void fail(String topic) {
        send(topic, "rolled back");
        throw new IllegalStateException("on purpose");
    }
}
