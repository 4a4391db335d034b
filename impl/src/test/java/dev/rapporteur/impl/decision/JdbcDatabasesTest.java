package dev.rapporteur.impl.decision;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.config.Decider;
import dev.rapporteur.impl.config.Deciding;
import dev.rapporteur.impl.config.DecisionProof;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class JdbcDatabasesTest {

    private static final String NAME = "java:/jdbc/ledger";

    private final Lab lab = Lab.h2("mem:two-phases;DB_CLOSE_DELAY=-1");

    /** A server that says of all data sources that they commit in two phases. */
    private final class XaServer implements ServerDataSources {

        @Override
        public DataSource find(String name) {
            return lab;
        }

        @Override
        public void rollingBack(Work work) {
            throw new AssertionError("It is refused before it is tried");
        }

        @Override
        public boolean seesTwoPhases(Work work) throws SQLException {
            work.run();
            return true;
        }
    }

    @Test
    void shouldRefuseAnXaDataSourceBeforeItMakesATable() throws SQLException {
        Deciding deciding = new Deciding(Decider.DATABASE, NAME, DecisionProof.TABLE, "decisions", true);
        JdbcDatabases databases = new JdbcDatabases(new XaServer(), deciding);
        DecisionDatabase database = databases.find(NAME, DecisionProof.TABLE);

        assertThatThrownBy(() -> databases.check(database, new DecisionDatabase.Opening(UUID.randomUUID(), 1), 1))
                .isInstanceOf(DecisionSetupException.class)
                .hasMessageContaining("\"" + NAME + "\" (decisionDataSource) is an XA data source")
                .hasMessageContaining("xa-data-source. Or set decision=XA.");
        try (Connection connection = lab.getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT 1 FROM decisions"))
                    .hasMessageContaining("not found");
        }
    }
}
