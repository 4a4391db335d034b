package dev.rapporteur.demo.desk;

import dev.rapporteur.ReportProducer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;

/** Takes payments: a row in the database and a report to Kafka, both or neither. */
@ApplicationScoped
public class PaymentDesk {

    private static final String TOPIC = "payments";

    @Inject
    private PaymentTable table;

    @Inject
    private ReportProducer reports;

    /**
     * Takes a payment in a transaction of its own. When this returns the payment is committed: its row is
     * in the database, and its report is durable here and on its way to Kafka.
     */
    @Transactional
    public void take(Payment payment, Wish wish) {
        table.insert(payment);
        reports.send(TOPIC, payment.account(), payment.toJson().toString().getBytes(StandardCharsets.UTF_8));
        switch (wish) {
            case COMMIT -> {}
            case FAIL -> throw new DeliberateFailureException(payment);
            case PULL_PLUG -> Plug.pullBeforeCommit();
        }
    }
}
