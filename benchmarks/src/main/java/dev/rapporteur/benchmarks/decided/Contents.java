package dev.rapporteur.benchmarks.decided;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rapporteur.ReportProducer;
import dev.rapporteur.cdi.FromFactory;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionManager;
import java.util.Random;
import javax.sql.DataSource;

/** What transactions do: as an application would write it, with connections that are got and closed. */
@ApplicationScoped
public class Contents {

    @Resource(lookup = "java:/jdbc/ledger")
    private DataSource local;

    @Resource(lookup = "java:/jdbc/ledger-xa")
    private DataSource xa;

    @Resource(lookup = "java:jboss/TransactionManager")
    private TransactionManager transactions;

    @Inject
    @Any
    private Instance<ReportProducer> producers;

    @Inject
    private Emission emission;

    @Inject
    private Queued queued;

    Content of(Work work) {
        Variant variant = work.variant();
        Rows rows = new Rows(variant.isXa() ? xa : local);
        Content message = message(work, rows);
        return work.row() ? ((Content) rows::insertPayment).and(message) : message;
    }

    /** Waits until all is on its way that no transaction carries. */
    void await(Variant variant) throws InterruptedException {
        if (variant == Variant.EMITTER) {
            emission.awaitAcknowledged();
        }
    }

    private Content message(Work work, Rows rows) {
        byte[] payload = payload(work.bytes());
        return switch (work.variant()) {
            case NOTHING -> Content.NONE;
            case ASKED_ID -> key -> rows.askForId();
            case IDLE -> work.row() ? this::enlistIdle : ((Content) this::enlistIdle).and(this::enlistIdle);
            case BY_TRANSACTION_ID,
                    BY_TRANSACTION_ID_OS,
                    BY_TRANSACTION_ID_AT_LEAST_ONCE,
                    BY_TABLE,
                    XA,
                    XA_OS,
                    XA_AT_LEAST_ONCE -> report(work, payload);
            case OUTBOX -> key -> rows.insertMessages(Topics.NAME, key, payload, work.messages());
            case JMS -> key -> queued.send(key, payload, work.messages());
            case EMITTER -> key -> emission.send(key, payload, work.messages());
        };
    }

    private Content report(Work work, byte[] payload) {
        ReportProducer producer = producers
                .select(new FromFactory.Literal("java:/eis/" + work.variant().definition()))
                .get();
        return key -> {
            for (int i = 0; i < work.messages(); i++) {
                producer.send(Topics.NAME, key, payload);
            }
        };
    }

    private void enlistIdle(String key) throws Exception {
        transactions.getTransaction().enlistResource(new IdleResource());
    }

    private static byte[] payload(int bytes) {
        Random random = new Random(bytes);
        StringBuilder text = new StringBuilder();
        while (text.length() < bytes) {
            text.append(Long.toHexString(random.nextLong()));
        }
        return text.substring(0, bytes).getBytes(US_ASCII);
    }
}
