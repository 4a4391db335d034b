package dev.rapporteur.impl.decision;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

/**
 * A limit to how long a connection waits for the network: longer than any statement of ours may take, so that a network that
 * swallows everything holds nobody for ever. A driver that knows no such limit is left without.
 */
final class NetworkLimit {

    private static final int TIMEOUT_MS = 20_000;

    /** In place of a time-out: the driver has none. */
    private static final int NONE = -1;

    private final Connection connection;
    private final int beforeMs;

    private NetworkLimit(Connection connection, int beforeMs) {
        this.connection = connection;
        this.beforeMs = beforeMs;
    }

    static NetworkLimit on(Connection connection) throws SQLException {
        try {
            int beforeMs = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, TIMEOUT_MS);
            return new NetworkLimit(connection, beforeMs);
        } catch (SQLFeatureNotSupportedException e) {
            return new NetworkLimit(connection, NONE);
        }
    }

    /** Puts back what was before. */
    void lift() throws SQLException {
        if (beforeMs != NONE) {
            connection.setNetworkTimeout(Runnable::run, beforeMs);
        }
    }
}
