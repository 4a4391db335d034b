package dev.rapporteur.cdi;

import dev.rapporteur.DeliveryListener;
import jakarta.enterprise.concurrent.ContextService;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** What the server gives to an application, looked up while that starts. Where there is no such server, little is there. */
final class Server {

    private Server() {}

    /** The application's name; an archive of its own has the name of its one module. */
    static String applicationName() {
        return lookUp("java:app/AppName") instanceof String name ? name : "application";
    }

    /** Runs the application's work on the server's threads; where there are none, on the caller's. */
    static Executor executor() {
        return lookUp("java:comp/DefaultManagedExecutorService") instanceof Executor executor
                ? executor
                : Runnable::run;
    }

    /** Runs work later, on the server's threads; null if there are none. */
    static @Nullable ScheduledExecutorService scheduler() {
        return lookUp("java:comp/DefaultManagedScheduledExecutorService") instanceof ScheduledExecutorService scheduler
                ? scheduler
                : null;
    }

    /** The listener, which finds java:comp and whatever else belongs to the application's context. */
    static DeliveryListener inContext(DeliveryListener listener) {
        Object service = lookUp("java:comp/DefaultContextService");
        return service == null ? listener : Contextual.of(service, listener);
    }

    /** Apart, since not every server that has CDI has this. */
    private static final class Contextual {

        static DeliveryListener of(Object service, DeliveryListener listener) {
            return service instanceof ContextService contexts
                    ? contexts.createContextualProxy(listener, DeliveryListener.class)
                    : listener;
        }
    }

    @SuppressWarnings("BanJNDI") // The names are Jakarta EE's, the naming service the server's own.
    private static @Nullable Object lookUp(String name) {
        try {
            return InitialContext.doLookup(name);
        } catch (NamingException e) {
            return null;
        }
    }
}
