package dev.rapporteur.impl.decision;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A connection outside of any transaction of the caller's, for transactions of our own: READ COMMITTED, and a lock is waited for
 * {@value #LOCK_WAIT_MS} ms at most. {@link #close} puts back what was changed, since the pool hands the connection on.
 */
final class OwnConnection implements Session, AutoCloseable {

    /** A statement in a transaction of its own. */
    @FunctionalInterface
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    static final int LOCK_WAIT_MS = 1000;
    static final int QUERY_TIMEOUT_S = 5;

    private final Connection connection;
    private final Product product;
    private final boolean autoCommit;
    private final int isolation;
    /** The session's own lock time-out, where ours is the session's, too; else null. */
    private final @Nullable String lockTimeout;

    private final NetworkLimit network;

    private OwnConnection(Connection connection) throws SQLException {
        this.connection = connection;
        network = NetworkLimit.on(connection);
        product = Product.of(connection);
        autoCommit = connection.getAutoCommit();
        isolation = connection.getTransactionIsolation();
        connection.setAutoCommit(false);
        if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        lockTimeout = switch (product) {
            case H2 -> askOnce("SELECT LOCK_TIMEOUT()");
            case MARIADB -> askOnce("SELECT @@SESSION.innodb_lock_wait_timeout");
            case POSTGRESQL, OTHER -> null;
        };
        switch (product) {
            case H2 -> execute("SET LOCK_TIMEOUT " + LOCK_WAIT_MS);
            case MARIADB -> execute("SET SESSION innodb_lock_wait_timeout = " + LOCK_WAIT_MS / 1000);
            case POSTGRESQL, OTHER -> {
                // The first sets it in each transaction, the others have a query time-out instead.
            }
        }
        connection.commit();
    }

    /** Takes a connection from the pool. */
    static OwnConnection of(Connections source) throws SQLException {
        Connection connection = source.get();
        try {
            return new OwnConnection(connection);
        } catch (SQLException e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    Product product() {
        return product;
    }

    /** Does something in a transaction of its own, which commits if it returns and rolls back if it throws. */
    <T> T committed(Work<T> work) throws SQLException {
        return transaction(work, true);
    }

    /** Does something in a transaction of its own, which rolls back. */
    <T> T rolledBack(Work<T> work) throws SQLException {
        return transaction(work, false);
    }

    private <T> T transaction(Work<T> work, boolean commit) throws SQLException {
        try {
            if (product == Product.POSTGRESQL) {
                execute("SET LOCAL lock_timeout = " + LOCK_WAIT_MS);
            }
            T result = work.in(connection);
            if (commit) {
                connection.commit();
            } else {
                connection.rollback();
            }
            return result;
        } catch (SQLException | RuntimeException e) {
            rollBackAfter(e);
            throw e;
        }
    }

    @Override
    public PreparedStatement prepare(String sql) throws SQLException {
        return prepare(connection, product, sql);
    }

    /** A statement that can't take long. */
    static PreparedStatement prepare(Connection connection, Product product, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        limit(statement, product, product == Product.OTHER ? LOCK_WAIT_MS / 1000 : QUERY_TIMEOUT_S);
        return statement;
    }

    /**
     * Refuses a transaction's own setting that loses commits: each may have set it for itself.
     *
     * @param synchronousCommit PostgreSQL's, of the transaction
     */
    static void requireSync(String name, @Nullable String synchronousCommit) throws SQLException {
        if (synchronousCommit == null || synchronousCommit.equals("off")) {
            throw new SQLException(name + " has synchronous_commit = off for this transaction: a crash could undo its"
                    + " commit after its reports have left. Set it to on.");
        }
    }

    /**
     * Gives a statement its query time-out. H2 has none: there it would be the session's, and stay; its lock time-out bounds what can
     * be waited for.
     */
    static void limit(Statement statement, Product product, int seconds) throws SQLException {
        if (product != Product.H2) {
            statement.setQueryTimeout(seconds);
        }
    }

    private String askOnce(String sql) throws SQLException {
        try (PreparedStatement statement = prepare(sql);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("No answer to " + sql);
            }
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (PreparedStatement statement = prepare(sql)) {
            statement.execute();
        }
    }

    /** Puts back what was changed, and gives the connection back to its pool; also if putting back fails. */
    @Override
    public void close() throws SQLException {
        try (Connection given = connection) {
            if (product == Product.H2) {
                execute("SET LOCK_TIMEOUT " + lockTimeout);
            } else if (product == Product.MARIADB) {
                execute("SET SESSION innodb_lock_wait_timeout = " + lockTimeout);
            }
            given.rollback();
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                given.setTransactionIsolation(isolation);
            }
            given.setAutoCommit(autoCommit);
            network.lift();
        }
    }

    private void rollBackAfter(Exception e) {
        try {
            connection.rollback();
        } catch (SQLException alsoFailed) {
            e.addSuppressed(alsoFailed);
        }
    }

    static void closeAfter(SQLException e, Connection connection) {
        try {
            connection.close();
        } catch (SQLException alsoFailed) {
            e.addSuppressed(alsoFailed);
        }
    }
}
