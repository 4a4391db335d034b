package dev.rapporteur.it.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.ReportProducer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Sends a text, in whatever transaction the caller is. */
@ApplicationScoped
public class Sender {

    @Inject
    private ReportProducer producer;

    /** Sends to the topic's only partition. */
    public void send(String topic, String text) {
        producer.send(topic, text.getBytes(UTF_8));
    }
}
