package dev.rapporteur.benchmarks;

import dev.rapporteur.testkit.database.PostgresServer;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes rows of one key to the outbox table, in transactions of two, numbered from 0 on in their payloads. One thread writes, others
 * may ask how much.
 */
final class OutboxWriter implements AutoCloseable {

    private static final int PAYLOAD = 300;

    /** No row that commits gets so far. */
    private static final int ROLLED_BACK = 1_000_000;

    private final Connection connection;
    private final PreparedStatement insert;
    private final String topic;
    private final String key;
    private final AtomicInteger rows = new AtomicInteger();
    private volatile boolean enough;

    OutboxWriter(String jdbcUrl, String topic, String key) throws SQLException {
        this.connection = DriverManager.getConnection(jdbcUrl, PostgresServer.SUPERUSER, "");
        connection.setAutoCommit(false);
        this.insert = connection.prepareStatement("INSERT INTO outbox (topic, key_, payload) VALUES (?, ?, ?)");
        this.topic = topic;
        this.key = key;
    }

    String key() {
        return key;
    }

    /** How many are committed. */
    int rows() {
        return rows.get();
    }

    void commit(int transactions) {
        for (int i = 0; i < transactions; i++) {
            commit();
        }
    }

    /** One transaction after the other, until {@link #enough}. */
    void commitUntilEnough() {
        while (!enough) {
            commit();
        }
    }

    void enough() {
        enough = true;
    }

    private void commit() {
        int number = rows.get();
        try {
            insert(number);
            insert(number + 1);
            connection.commit();
            rows.set(number + 2);
        } catch (SQLException e) {
            throw new IllegalStateException("Row " + number + " of " + key + " can't be written", e);
        }
    }

    /** Writes a row that never is. */
    void rollBack() throws SQLException {
        insert(ROLLED_BACK);
        connection.rollback();
    }

    private void insert(int number) throws SQLException {
        insert.setString(1, topic);
        insert.setString(2, key);
        insert.setBytes(3, payload(number));
        insert.executeUpdate();
    }

    /** The number of the row that has this payload; -1 if it is no row's. */
    int numberOf(byte[] payload) {
        int number = ByteBuffer.wrap(payload).getInt();
        return Arrays.equals(payload, payload(number)) ? number : -1;
    }

    private byte[] payload(int number) {
        byte[] payload = new byte[PAYLOAD];
        new Random(key.hashCode() + number).nextBytes(payload);
        ByteBuffer.wrap(payload).putInt(number);
        return payload;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
