package dev.rapporteur.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.DeliveryEvent;
import dev.rapporteur.DeliveryListener;
import dev.rapporteur.Observation;
import dev.rapporteur.ReportConnection;
import dev.rapporteur.ReportConnectionFactory;
import dev.rapporteur.ReportId;
import dev.rapporteur.ReportProducer;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import javax.naming.Context;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryEventExtensionTest {

    private static final List<String> HEARD = new ArrayList<>();
    private static final DeliveryEvent DELIVERED =
            new DeliveryEvent.Delivered(new ReportId(1, 2), "payments", 0, OptionalLong.of(7), Instant.ofEpochMilli(5));
    private static final DeliveryEvent PARKED =
            new DeliveryEvent.Parked(new ReportId(1, 3), "payments", 0, "too large", Instant.ofEpochMilli(6));

    private final Factory plain = new Factory();
    private final Factory audit = new Factory();

    @RequestScoped
    static class Visit {
        String mark() {
            return "in a request";
        }
    }

    @ApplicationScoped
    static class Desk {
        @Inject
        Visit visit;

        void second(@Observes @Priority(20) DeliveryEvent.Delivered event) {
            HEARD.add("delivered " + event.offset().orElseThrow() + " " + visit.mark());
        }

        void first(@Observes @Priority(10) DeliveryEvent event) {
            HEARD.add("any " + event.id().number());
        }

        void parked(@ObservesAsync DeliveryEvent.Parked event) {
            HEARD.add("parked " + event.reason());
        }

        void audited(@Observes @FromFactory("java:/eis/audit") DeliveryEvent event) {
            HEARD.add("audited " + event.id().number());
            if (event instanceof DeliveryEvent.Parked) {
                throw new IllegalStateException("planted");
            }
        }
    }

    @ApplicationScoped
    static class Idle {}

    @BeforeEach
    void bind() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, LookedUpProducerTest.MapNaming.class.getName());
        LookedUpProducerTest.BOUND.put("java:/eis/rapporteur", plain);
        LookedUpProducerTest.BOUND.put("java:/eis/audit", audit);
        LookedUpProducerTest.BOUND.put("java:app/AppName", "shop");
        HEARD.clear();
    }

    @AfterEach
    void unbind() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        LookedUpProducerTest.BOUND.clear();
    }

    private static SeContainer start(Class<?>... beans) {
        return SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addExtensions(new DeliveryEventExtension())
                .addBeanClasses(beans)
                .initialize();
    }

    @Test
    void shouldTellEachObserverOfItsKindAndFactoryInTheOrderOfPriorities() throws Exception {
        try (SeContainer container = start(Desk.class, Visit.class)) {
            assertThat(container.isRunning()).isTrue();
            plain.listener.on(DELIVERED);
            plain.listener.on(PARKED);
            audit.listener.on(DELIVERED);
        }

        assertThat(HEARD)
                .containsExactly("any 2", "delivered 7 in a request", "any 3", "parked too large", "audited 2");
        assertThat(plain.observed).containsExactly("shop");
    }

    @Test
    void shouldSayThatAnEventIsNotTakenWhenAnObserverThrows() {
        try (SeContainer container = start(Desk.class, Visit.class)) {
            assertThat(container.isRunning()).isTrue();

            assertThatThrownBy(() -> audit.listener.on(PARKED)).hasStackTraceContaining("planted");
        }
    }

    @Test
    void shouldObserveNothingForAnApplicationWithoutObservers() {
        try (SeContainer container = start(Idle.class)) {
            assertThat(container.isRunning()).isTrue();
        }

        assertThat(plain.observed).isEmpty();
    }

    @Test
    void shouldCloseWhenTheApplicationStops() {
        try (SeContainer container = start(Desk.class, Visit.class)) {
            assertThat(container.isRunning()).isTrue();
            assertThat(plain.open).isTrue();
        }

        assertThat(plain.open).isFalse();
        assertThat(audit.open).isFalse();
    }

    /** Keeps the listener. */
    private static final class Factory implements ReportConnectionFactory {

        private static final long serialVersionUID = 1L;

        private final transient List<String> observed = new ArrayList<>();
        private transient DeliveryListener listener = event -> {};
        private boolean open;

        @Override
        public Observation observe(String name, DeliveryListener told, Executor executor) {
            observed.add(name);
            listener = told;
            open = true;
            return new Observation() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public boolean isOpen() {
                    return open;
                }

                @Override
                public void close() {
                    open = false;
                }

                @Override
                public void end() {
                    close();
                }
            };
        }

        @Override
        public ReportConnection getConnection() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ReportProducer producer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setReference(Reference reference) {}

        @Override
        public @Nullable Reference getReference() {
            return null;
        }
    }
}
