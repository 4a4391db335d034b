package dev.rapporteur.it.decided;

import dev.rapporteur.it.app.Rows;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Specializes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The business rows in the ledger's database, which has no part in two-phase commits. */
@Specializes
@ApplicationScoped
public class LedgerRows extends Rows {

    @Resource(lookup = "java:/jdbc/ledger")
    private DataSource ledger;

    @Override
    protected DataSource database() {
        return ledger;
    }

    /** It is there with its database, which may be away when the application starts. */
    @Override
    protected void createTable() {
        // Nothing to do.
    }

    @Override
    protected String countInDoubt() {
        return "select count(*) from pg_prepared_xacts";
    }

    /** Runs a statement in the caller's transaction. */
    public void run(String statement) throws SQLException {
        try (Connection connection = ledger.getConnection();
                Statement statements = connection.createStatement()) {
            statements.execute(statement);
        }
    }
}
