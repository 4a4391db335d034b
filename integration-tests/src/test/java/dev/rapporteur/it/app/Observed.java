package dev.rapporteur.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Sends when a transaction is about to end, and when it has ended. */
@ApplicationScoped
public class Observed {

    /**
     * Something happened.
     *
     * @param topic where to report it
     */
    public record Happened(String topic) {}

    @Inject
    private Sender sender;

    @Inject
    private Event<Happened> events;

    /** Commits. */
    @Transactional
    public void commits(String topic) {
        sender.send(topic, "within");
        events.fire(new Happened(topic));
    }

    /** Rolls back. */
    @Transactional
    public void rollsBack(String topic) {
        commits(topic);
        throw new Payments.Declined();
    }

    void before(@Observes(during = TransactionPhase.BEFORE_COMPLETION) Happened event) {
        sender.send(event.topic(), "before completion");
    }

    void after(@Observes(during = TransactionPhase.AFTER_SUCCESS) Happened event) {
        sender.send(event.topic(), "after success");
    }
}
