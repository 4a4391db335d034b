package dev.rapporteur.impl.decision;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection outside of any transaction of the caller's, on which each statement is a transaction by itself and changes
 * nothing; it sees only what is committed. {@link #close} puts back what was changed, since the pool hands the connection on.
 */
final class ReadingConnection implements Session, AutoCloseable {

    private final Connection connection;
    private final NetworkLimit network;
    private final Product product;
    private final boolean autoCommit;
    /** The connection's own, if it would show what isn't committed; else null. */
    private final @Nullable Integer dirtyIsolation;

    private ReadingConnection(Connection connection) throws SQLException {
        this.connection = connection;
        network = NetworkLimit.on(connection);
        product = Product.of(connection);
        autoCommit = connection.getAutoCommit();
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        dirtyIsolation = dirtyIsolation();
        if (dirtyIsolation != null) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    /** PostgreSQL has none such, and asking it costs a round trip. */
    private @Nullable Integer dirtyIsolation() throws SQLException {
        if (product == Product.POSTGRESQL) {
            return null;
        }
        int isolation = connection.getTransactionIsolation();
        return isolation < Connection.TRANSACTION_READ_COMMITTED ? isolation : null;
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
            if (dirtyIsolation != null) {
                given.setTransactionIsolation(dirtyIsolation);
            }
            if (!autoCommit) {
                given.setAutoCommit(false);
            }
            network.lift();
        }
    }
}
