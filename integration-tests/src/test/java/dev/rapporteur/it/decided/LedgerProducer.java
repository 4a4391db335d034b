package dev.rapporteur.it.decided;

import dev.rapporteur.ReportProducer;
import dev.rapporteur.cdi.FromFactory;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;

/** Gives all beans the producer of the connection definition that is named as the application. */
@ApplicationScoped
@Alternative
@Priority(1)
public class LedgerProducer {

    @Resource(lookup = "java:module/ModuleName")
    private String definition;

    @Produces
    ReportProducer producer(@Any Instance<ReportProducer> producers) {
        return producers
                .select(new FromFactory.Literal("java:/eis/" + definition))
                .get();
    }
}
