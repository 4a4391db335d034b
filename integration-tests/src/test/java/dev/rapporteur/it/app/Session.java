package dev.rapporteur.it.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;

/** A transaction around a passivated bean; not the bean's own, since the server's interceptors can't be passivated. */
@ApplicationScoped
public class Session {

    @Inject
    private Passivated bean;

    /** Commits. */
    @Transactional
    public void commits(String topic) throws IOException, ClassNotFoundException {
        bean.send(topic);
    }

    /** Rolls back. */
    @Transactional
    public void rollsBack(String topic) throws IOException, ClassNotFoundException {
        bean.send(topic);
        throw new Payments.Declined();
    }
}
