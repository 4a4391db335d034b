package dev.rapporteur.it.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.ReportProducer;
import dev.rapporteur.cdi.FromFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Reports by two connection definitions, each with a journal of its own. */
@ApplicationScoped
public class Audited {

    private static final String AUDIT = "java:/eis/audit";

    @Inject
    private ReportProducer reports;

    @Inject
    @FromFactory(AUDIT)
    private ReportProducer audit;

    @Inject
    @Any
    private Instance<ReportProducer> producers;

    /** One transaction over both. */
    @Transactional
    public void both(String topic) {
        reports.sendTo(topic, 0, "report".getBytes(UTF_8));
        audit.sendTo(topic, 1, "audit 1".getBytes(UTF_8));
        producers.select(new FromFactory.Literal(AUDIT)).get().sendTo(topic, 1, "audit 2".getBytes(UTF_8));
    }

    /** The same, rolled back. */
    @Transactional
    public void neither(String topic) {
        both(topic);
        throw new Payments.Declined();
    }

    /** As {@link Marks#set}, by the second definition. */
    public void mark(String topic, String mark) {
        audit.sendTo(topic, 1, mark.getBytes(UTF_8));
    }
}
