package dev.rapporteur.it.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.Report;
import dev.rapporteur.ReportProducer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;

/** A bean with declared transactions: the usual way. */
@ApplicationScoped
public class Payments {

    /** What a payment fails with on purpose. */
    public static final class Declined extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Declined() {
            super("declined on purpose");
        }
    }

    @Inject
    private ReportProducer producer;

    @Inject
    private Rows rows;

    /** One resource: commits in one phase. */
    @Transactional
    public String report(String topic, String text) {
        return producer.send(topic, text, text.getBytes(UTF_8)).toString();
    }

    /** Two resources: commits in two phases. */
    @Transactional
    public void pay(String topic, String text) throws SQLException {
        rows.insert(topic, text);
        report(topic, text);
    }

    /** Sends the assortment, half of it one by one, in one phase. */
    @Transactional
    public void reportAssortment(String topic) {
        List<Report> reports = Assortment.of(topic);
        int half = reports.size() / 2;
        reports.subList(0, half).forEach(producer::send);
        producer.send(reports.subList(half, reports.size()));
    }

    /** The same in two phases. */
    @Transactional
    public void payAssortment(String topic) throws SQLException {
        rows.insert(topic, "assortment");
        reportAssortment(topic);
    }

    /** Two numbered reports to each of two partitions, in one phase. */
    @Transactional
    public void reportPair(String topic, String transaction) {
        int first = 2 * Integer.parseInt(transaction);
        for (int number = first; number < first + 2; number++) {
            for (int partition = 0; partition < 2; partition++) {
                producer.sendTo(topic, partition, Integer.toString(number).getBytes(UTF_8));
            }
        }
    }

    /** The same in two phases. */
    @Transactional
    public void payPair(String topic, String transaction) throws SQLException {
        rows.insert(topic, transaction);
        reportPair(topic, transaction);
    }

    /** Fails after row and report. */
    @Transactional
    public void decline(String topic, String text) throws SQLException {
        pay(topic, text);
        throw new Declined();
    }

    /** Fails after a report, alone in its transaction. */
    @Transactional
    public void declineReport(String topic, String text) {
        report(topic, text);
        throw new Declined();
    }
}
