package dev.rapporteur.cdi;

import dev.rapporteur.DeliveryEvent;
import dev.rapporteur.DeliveryListener;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of one connection factory to the application's observer methods for them, in the order of their priorities,
 * within a request context of its own for each event. When one of them throws, the event counts as not taken: it comes again, and
 * all of them are told again. Called by one thread at a time.
 */
final class Announcer implements DeliveryListener {

    private final BeanManager beans;
    private final List<ObserverMethod<DeliveryEvent>> observers;

    Announcer(BeanManager beans, List<ObserverMethod<DeliveryEvent>> observers) {
        this.beans = beans;
        this.observers = observers.stream()
                .sorted(Comparator.comparingInt(ObserverMethod::getPriority))
                .toList();
    }

    @Override
    public void on(DeliveryEvent event) {
        RequestContextController request =
                beans.createInstance().select(RequestContextController.class).get();
        boolean activated = request.activate();
        try {
            for (ObserverMethod<DeliveryEvent> observer : observers) {
                if (observer.getObservedType() instanceof Class<?> type && type.isInstance(event)) {
                    observer.notify(new Told(event));
                }
            }
        } finally {
            if (activated) {
                request.deactivate();
            }
        }
    }

    /** An event on its way to one observer. */
    private record Told(DeliveryEvent event) implements EventContext<DeliveryEvent>, EventMetadata {

        @Override
        public DeliveryEvent getEvent() {
            return event;
        }

        @Override
        public EventMetadata getMetadata() {
            return this;
        }

        @Override
        public Set<Annotation> getQualifiers() {
            return Set.of(Any.Literal.INSTANCE);
        }

        @Override
        public @Nullable InjectionPoint getInjectionPoint() {
            return null;
        }

        @Override
        public Type getType() {
            return event.getClass();
        }
    }
}
