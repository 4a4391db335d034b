package dev.rapporteur.impl.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class BoundConnectionsTest {

    private final Server server = new Server();

    /** A server whose data source is made anew now and then, or gone. */
    private static final class Server implements ServerDataSources {
        private boolean gone;
        private int made;

        @Override
        public DataSource find(String name) {
            if (gone) {
                throw new DecisionSetupException("\"" + name + "\" is not bound.");
            }
            int number = made;
            return new Lab("H2", "jdbc:h2:mem:", "") {
                @Override
                public Connection getConnection() throws SQLException {
                    if (number != made) {
                        throw new SQLException("this data source is stopped");
                    }
                    return super.getConnection();
                }
            };
        }

        @Override
        public void rollingBack(Work work) throws SQLException {
            work.run();
        }

        @Override
        public boolean seesTwoPhases(Work work) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void shouldLookUpADataSourceThatWasMadeAnew() throws SQLException {
        BoundConnections connections = new BoundConnections(server, "java:/jdbc/ledger");
        server.made++;
        assertThatThrownBy(connections::get).hasMessage("this data source is stopped");

        try (Connection connection = connections.get()) {
            assertThat(connection.isClosed()).isFalse();
        }
    }

    @Test
    void shouldSayThatTheDataSourceIsGone() {
        BoundConnections connections = new BoundConnections(server, "java:/jdbc/ledger");
        server.made++;
        server.gone = true;
        assertThatThrownBy(connections::get).hasMessage("this data source is stopped");

        assertThatThrownBy(connections::get)
                .isInstanceOf(SQLException.class)
                .hasMessage("\"java:/jdbc/ledger\" is not bound.");
    }
}
