package dev.rapporteur.cdi;

import dev.rapporteur.DeliveryEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the application's observer methods what becomes of reports; an application without any costs nothing.
 *
 * <pre>{@code
 * void delivered(@Observes DeliveryEvent.Delivered event) { ... }
 * void parked(@Observes @FromFactory("java:/eis/audit") DeliveryEvent.Parked event) { ... }
 * }</pre>
 *
 * <p>An observer hears of the factory that its qualifier names; without one, of the default factory. They are called on the
 * server's managed threads, in the application's context, outside any transaction; {@code @ObservesAsync} means the same here.
 *
 * <p>The observer's name, under which events are kept while the application is not there, is the application's.
 */
public class DeliveryEventExtension implements Extension {

    private static final long LOOK_EVERY_S = 10;

    private final Map<String, List<ObserverMethod<DeliveryEvent>>> methods = new TreeMap<>();
    private final List<FactoryObserver> factories = new ArrayList<>();
    private @Nullable Future<?> looking;

    @SuppressWarnings("unchecked") // it observes a kind of DeliveryEvent, and is told of nothing else
    void found(@Observes ProcessObserverMethod<? extends DeliveryEvent, ?> event) {
        ObserverMethod<?> method = event.getObserverMethod();
        String factory = method.getObservedQualifiers().stream()
                .filter(FromFactory.class::isInstance)
                .map(qualifier -> ((FromFactory) qualifier).value())
                .findFirst()
                .orElse(ReportProducerExtension.DEFAULT_NAME);
        methods.computeIfAbsent(factory, one -> new ArrayList<>()).add((ObserverMethod<DeliveryEvent>) method);
    }

    /** Once for each module of an application: the first counts. */
    synchronized void started(@Observes @Initialized(ApplicationScoped.class) Object event, BeanManager beans) {
        if (methods.isEmpty() || !factories.isEmpty()) {
            return;
        }
        String name = Server.applicationName();
        Executor executor = Server.executor();
        methods.forEach((factory, observers) -> factories.add(
                new FactoryObserver(factory, name, Server.inContext(new Announcer(beans, observers)), executor)));
        look();
        ScheduledExecutorService scheduler = Server.scheduler();
        if (scheduler != null) {
            looking = scheduler.scheduleWithFixedDelay(this::look, LOOK_EVERY_S, LOOK_EVERY_S, TimeUnit.SECONDS);
        }
    }

    private void look() {
        List<FactoryObserver> all;
        synchronized (this) {
            all = List.copyOf(factories);
        }
        all.forEach(FactoryObserver::look);
    }

    void stops(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
        end();
    }

    void stopped(@Observes BeforeShutdown event) {
        end();
    }

    private void end() {
        List<FactoryObserver> all;
        synchronized (this) {
            all = List.copyOf(factories);
            factories.clear();
            methods.clear();
            if (looking != null) {
                looking.cancel(false);
                looking = null;
            }
        }
        all.forEach(FactoryObserver::end);
    }
}
