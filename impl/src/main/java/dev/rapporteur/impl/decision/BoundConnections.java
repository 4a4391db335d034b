package dev.rapporteur.impl.decision;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Connections of a data source by its name; looked up again when it gives none, for it may have been made anew. */
final class BoundConnections implements Connections {

    private final ServerDataSources server;
    private final String name;
    private volatile @Nullable DataSource bound;

    /**
     * Looks it up.
     *
     * @throws DecisionSetupException if nothing, or something else, has that name
     */
    BoundConnections(ServerDataSources server, String name) {
        this.server = server;
        this.name = name;
        this.bound = server.find(name);
    }

    @Override
    public Connection get() throws SQLException {
        DataSource source = bound;
        if (source == null) {
            source = lookUp();
            bound = source;
        }
        try {
            return source.getConnection();
        } catch (SQLException e) {
            bound = null;
            throw e;
        }
    }

    private DataSource lookUp() throws SQLException {
        try {
            return server.find(name);
        } catch (DecisionSetupException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }
}
