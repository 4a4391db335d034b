package dev.rapporteur.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.ReportProducer;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReportProducerExtensionTest {

    private static SeContainer container;

    @Dependent
    static class Desk {
        @Inject
        ReportProducer plain;

        @Inject
        @FromFactory("java:/eis/audit")
        ReportProducer audit;

        @Inject
        Instance<ReportProducer> producers;

        @Inject
        @Any
        Instance<ReportProducer> any;
    }

    /** Deployment fails if a passivating scope can't hold the producer. */
    @SessionScoped
    static class Basket implements Serializable {
        private static final long serialVersionUID = 1L;

        @Inject
        ReportProducer plain;

        @Inject
        @FromFactory("java:/eis/audit")
        ReportProducer audit;
    }

    @BeforeAll
    static void start() {
        container = SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addExtensions(new ReportProducerExtension())
                .addBeanClasses(Desk.class, Basket.class)
                .initialize();
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    @Test
    void shouldInjectTheDefaultFactorysProducer() {
        assertThat(desk().plain).hasToString("ReportProducer of java:/eis/rapporteur");
        assertThat(desk().producers.get()).hasToString("ReportProducer of java:/eis/rapporteur");
        assertThat(CDI.current().select(ReportProducer.class).get())
                .hasToString("ReportProducer of java:/eis/rapporteur");
    }

    @Test
    void shouldInjectTheProducerOfTheFactoryThatTheQualifierNames() {
        assertThat(desk().audit).hasToString("ReportProducer of java:/eis/audit");
    }

    @Test
    void shouldSelectAFactoryThatNoInjectionPointNames() {
        FromFactory billing = new FromFactory.Literal("java:/eis/billing");

        assertThat(desk().any.select(billing).get()).hasToString("ReportProducer of java:/eis/billing");
        assertThat(CDI.current().select(ReportProducer.class, billing).get())
                .hasToString("ReportProducer of java:/eis/billing");
    }

    @Test
    void shouldSurvivePassivation() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(desk().audit);
        }

        try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(stream.readObject()).hasToString("ReportProducer of java:/eis/audit");
        }
    }

    private static Desk desk() {
        return container.select(Desk.class).get();
    }
}
