package dev.rapporteur.benchmarks.decided;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rapporteur.ReportProducer;
import dev.rapporteur.cdi.FromFactory;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionManager;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import javax.sql.DataSource;

/** What each variant's transactions do: as an application would write it, with connections that are got and closed. */
@ApplicationScoped
public class Contents {

    static final String TOPIC = "payments";

    private static final byte[] PAYLOAD = payload(300);
    private static final BigDecimal AMOUNT = new BigDecimal("117.50");

    @Resource(lookup = "java:/jdbc/ledger")
    private DataSource local;

    @Resource(lookup = "java:/jdbc/ledger-xa")
    private DataSource xa;

    @Resource(lookup = "java:jboss/TransactionManager")
    private TransactionManager transactions;

    @Inject
    @FromFactory("java:/eis/transaction-id")
    private ReportProducer byTransactionId;

    @Inject
    @FromFactory("java:/eis/table")
    private ReportProducer byTable;

    @Inject
    @FromFactory("java:/eis/rapporteur")
    private ReportProducer byTransactionManager;

    Content of(Variant variant) {
        return switch (variant) {
            case ROW -> key -> insertPayment(local, key);
            case BY_TRANSACTION_ID -> reported(local, byTransactionId);
            case BY_TABLE -> reported(local, byTable);
            case OUTBOX ->
                key -> {
                    insertPayment(local, key);
                    insertMessage(key);
                };
            case XA -> reported(xa, byTransactionManager);
            case IDLE ->
                key -> {
                    insertPayment(xa, key);
                    transactions.getTransaction().enlistResource(new IdleResource());
                };
        };
    }

    private static Content reported(DataSource database, ReportProducer producer) {
        return key -> {
            insertPayment(database, key);
            producer.send(TOPIC, key, PAYLOAD);
        };
    }

    private static void insertPayment(DataSource database, String key) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO payment (account, amount, reference) VALUES (?, ?, ?)")) {
            insert.setString(1, key);
            insert.setBigDecimal(2, AMOUNT);
            insert.setString(3, "invoice of " + key);
            insert.executeUpdate();
        }
    }

    private void insertMessage(String key) throws SQLException {
        try (Connection connection = local.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO outbox (topic, key_, payload) VALUES (?, ?, ?)")) {
            insert.setString(1, TOPIC);
            insert.setString(2, key);
            insert.setBytes(3, PAYLOAD);
            insert.executeUpdate();
        }
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
