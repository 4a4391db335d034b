package dev.rapporteur.benchmarks.decided;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Rows of the business and of the outbox, in the caller's transaction. For any thread. */
final class Rows {

    private static final BigDecimal AMOUNT = new BigDecimal("117.50");

    private final DataSource database;

    Rows(DataSource database) {
        this.database = database;
    }

    void insertPayment(String key) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO payment (account, amount, reference) VALUES (?, ?, ?)")) {
            insert.setString(1, key);
            insert.setBigDecimal(2, AMOUNT);
            insert.setString(3, "invoice of " + key);
            insert.executeUpdate();
        }
    }

    /** Has the database tell the number of the caller's transaction. */
    void askForId() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT pg_current_xact_id()");
                ResultSet id = select.executeQuery()) {
            if (!id.next()) {
                throw new IllegalStateException("The database tells no id");
            }
        }
    }

    /** As one batch, if there are several. */
    void insertMessages(String topic, String key, byte[] payload, int messages) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO outbox (topic, key_, payload) VALUES (?, ?, ?)")) {
            for (int i = 0; i < messages; i++) {
                insert.setString(1, topic);
                insert.setString(2, key);
                insert.setBytes(3, payload);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
