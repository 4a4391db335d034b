package dev.rapporteur.cdi;

import dev.rapporteur.DeliveryListener;
import dev.rapporteur.Observation;
import java.lang.System.Logger;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Observes one connection factory for the application, and again when its adapter has a successor. For any thread; its lock is
 * taken when it begins, looks and ends.
 */
final class FactoryObserver {

    private static final Logger LOG = System.getLogger("dev.rapporteur");

    private final String jndiName;
    private final String name;
    private final DeliveryListener listener;
    private final Executor executor;
    private @Nullable Observation observation;
    private boolean ended;
    private boolean missed;

    FactoryObserver(String jndiName, String name, DeliveryListener listener, Executor executor) {
        this.jndiName = jndiName;
        this.name = name;
        this.listener = listener;
        this.executor = executor;
    }

    /** Begins to observe, if it does not yet or not any more. */
    synchronized void look() {
        Observation present = observation;
        if (ended || (present != null && present.isOpen())) {
            return;
        }
        try {
            observation = LookedUpProducer.lookUp(jndiName).observe(name, listener, executor);
            missed = false;
        } catch (RuntimeException e) {
            LOG.log(
                    missed ? Logger.Level.DEBUG : Logger.Level.WARNING,
                    "Delivery events of " + jndiName + " can't be observed now; tried again every 10 s",
                    e);
            missed = true;
        }
    }

    synchronized void end() {
        ended = true;
        Observation present = observation;
        observation = null;
        if (present != null) {
            present.close();
        }
    }
}
