package dev.rapporteur.cdi;

import dev.rapporteur.ReportProducer;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.InjectionPoint;

/**
 * Adds two beans: the ReportProducer of the default connection factory, and, for the qualifier
 * {@link FromFactory}, that of the one it names.
 *
 * <p>They are dependent, so the second can read the name from the place it is injected into, also by
 * {@code Instance.select}; and their instances hold nothing but that name, so they may be injected
 * into passivating scopes.
 */
public class ReportProducerExtension implements Extension {

    static final String DEFAULT_NAME = "java:/eis/rapporteur";

    void addProducers(@Observes AfterBeanDiscovery event) {
        event.addBean()
                .id("rapporteur")
                .scope(Dependent.class)
                .types(ReportProducer.class, Object.class)
                .qualifiers(Default.Literal.INSTANCE, Any.Literal.INSTANCE)
                .createWith(context -> new LookedUpProducer(DEFAULT_NAME));
        event.addBean()
                .id("rapporteur-from-factory")
                .scope(Dependent.class)
                .types(ReportProducer.class, Object.class)
                .qualifiers(new FromFactory.Literal(DEFAULT_NAME), Any.Literal.INSTANCE)
                .produceWith(lookup -> new LookedUpProducer(name(lookup)));
    }

    private static String name(Instance<Object> lookup) {
        return lookup.select(InjectionPoint.class).get().getQualifiers().stream()
                .filter(FromFactory.class::isInstance)
                .map(qualifier -> ((FromFactory) qualifier).value())
                .findFirst()
                .orElse(DEFAULT_NAME);
    }
}
