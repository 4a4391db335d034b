package dev.rapporteur.impl.decision;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * A connection outside of any transaction of the caller's, on which each statement is a transaction by itself and changes
 * nothing: one round trip each. {@link #close} puts back what was changed, since the pool hands the connection on.
 */
final class ReadingConnection implements Session, AutoCloseable {

    private final Connection connection;
    private final NetworkLimit network;
    private final Product product;
    private final boolean autoCommit;

    private ReadingConnection(Connection connection) throws SQLException {
        this.connection = connection;
        network = NetworkLimit.on(connection);
        product = Product.of(connection);
        autoCommit = connection.getAutoCommit();
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
    }

    /** Takes a connection from the pool. */
    static ReadingConnection of(Connections source) throws SQLException {
        Connection connection = source.get();
        try {
            return new ReadingConnection(connection);
        } catch (SQLException e) {
            OwnConnection.closeAfter(e, connection);
            throw e;
        }
    }

    @Override
    public PreparedStatement prepare(String sql) throws SQLException {
        return OwnConnection.prepare(connection, product, sql);
    }

    Array texts(List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    @Override
    public void close() throws SQLException {
        try (Connection given = connection) {
            if (!autoCommit) {
                given.setAutoCommit(false);
            }
            network.lift();
        }
    }
}
