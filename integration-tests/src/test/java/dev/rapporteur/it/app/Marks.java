package dev.rapporteur.it.app;

import dev.rapporteur.ReportProducer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;

/** Ends a test's part of a topic: what was to arrive has arrived when its marks have. */
@ApplicationScoped
public class Marks {

    @Inject
    private ReportProducer producer;

    /** Sends a mark to each partition; they are durable on return. */
    public void set(String topic, String partitions, String mark) {
        for (int partition = 0; partition < Integer.parseInt(partitions); partition++) {
            producer.sendTo(topic, partition, mark.getBytes(StandardCharsets.UTF_8));
        }
    }
}
