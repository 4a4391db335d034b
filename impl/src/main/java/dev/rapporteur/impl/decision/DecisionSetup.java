package dev.rapporteur.impl.decision;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a database can decide, by doing what will be done, in transactions that are rolled back. Each fault has its own message
 * and remedy. A database that can't be asked is no fault of its setup: that is an SQLException, and the caller tries again later. This
 * is so for all that getConnection throws, also for a wrong password, since pools give these no SQLState to tell by.
 */
public final class DecisionSetup {

    private static final int FIRST_WITH_XID8 = 130_000;

    private final String name;
    private final Connections source;

    /**
     * Checks a data source.
     *
     * @param name of the data source, for messages
     */
    public DecisionSetup(String name, Connections source) {
        this.name = name;
        this.source = source;
    }

    /**
     * Makes the table, if it isn't there.
     *
     * @throws DecisionSetupException if the user may not
     * @throws SQLException if the database doesn't answer
     */
    public void createTable(String tableName) throws SQLException {
        try (OwnConnection connection = OwnConnection.of(source)) {
            if (!exists(connection, tableName)) {
                create(connection, tableName);
            }
        }
    }

    private void create(OwnConnection connection, String tableName) throws SQLException {
        Product product = connection.product();
        try {
            connection.committed(same -> {
                try (PreparedStatement create = connection.prepare(DecisionTable.statement(product, tableName))) {
                    return create.execute();
                }
            });
        } catch (SQLException e) {
            switch (SqlError.of(product, e)) {
                case NOT_ALLOWED, NO_TABLE ->
                    throw new DecisionSetupException(
                            message("the user may not make the table " + tableName + ". Let one who may run:\n"
                                    + DecisionTable.ddl(product, tableName) + "The database says: " + e.getMessage()),
                            e);
                case READ_ONLY -> throw new DecisionSetupException(readOnly(), e);
                case DUPLICATE, LOCKED, WRONG_COLUMNS, OTHER -> throw e;
            }
        }
    }

    private boolean exists(OwnConnection connection, String tableName) throws SQLException {
        try {
            return connection.rolledBack(same -> {
                try (PreparedStatement select =
                        connection.prepare("SELECT 1 FROM " + DecisionTable.checked(tableName) + " WHERE 1 = 0")) {
                    select.executeQuery().close();
                    return true;
                }
            });
        } catch (SQLException e) {
            return switch (SqlError.of(connection.product(), e)) {
                case NO_TABLE -> false;
                case NOT_ALLOWED -> true;
                case DUPLICATE, LOCKED, WRONG_COLUMNS, READ_ONLY, OTHER -> throw e;
            };
        }
    }

    /**
     * Checks what proofs by table need.
     *
     * @throws DecisionSetupException if something is wrong
     * @throws SQLException if the database doesn't answer
     */
    public void checkTable(String tableName) throws SQLException {
        String table = DecisionTable.checked(tableName);
        try (OwnConnection connection = OwnConnection.of(source)) {
            checkDurability(connection, table);
            UUID probe = UUID.randomUUID();
            TableStatements statements = new TableStatements(table);
            connection.rolledBack(same -> {
                checkStatements(connection, statements, table, probe);
                return probe;
            });
            if (connection
                    .rolledBack(same -> statements.lowest(connection, probe, 1))
                    .isPresent()) {
                throw fault("the table " + table
                        + " keeps rows that were rolled back, so it proves nothing. It must be of an engine with"
                        + " transactions (InnoDB). The probe's rows have the journal_id " + probe + ".");
            }
        }
    }

    /** One row more in each part of the key must be let in, the same row again must not; and each verb must be allowed. */
    private void checkStatements(OwnConnection connection, TableStatements statements, String table, UUID probe)
            throws SQLException {
        allowed(connection, table, "INSERT", () -> statements.insert(connection, probe, 1, 1, 'B'));
        allowed(connection, table, "SELECT", () -> statements.writers(connection, probe, 1, List.of(1L)));
        allowed(connection, table, "DELETE", () -> statements.delete(connection, probe, 1, 1, 2));
        allowed(connection, table, "UPDATE", () -> statements.moveAnchor(connection, probe, 1, 1));
        allowed(connection, table, "UPDATE", () -> statements.lockAnchor(connection, probe, 1));
        try {
            statements.insert(connection, probe, 1, 1, 'B');
            statements.insert(connection, probe, 1, 2, 'B');
            statements.insert(connection, probe, 2, 1, 'B');
            statements.insert(connection, UUID.randomUUID(), 1, 1, 'B');
        } catch (SQLException e) {
            if (SqlError.of(connection.product(), e) == SqlError.DUPLICATE) {
                throw new DecisionSetupException(wrongKey(connection, table, "refuses a second transaction"), e);
            }
            throw e;
        }
        try {
            statements.insert(connection, probe, 1, 1, 'R');
        } catch (SQLException e) {
            if (SqlError.of(connection.product(), e) == SqlError.DUPLICATE) {
                return;
            }
            throw e;
        }
        throw new DecisionSetupException(wrongKey(connection, table, "lets in one transaction twice"));
    }

    private String wrongKey(OwnConnection connection, String table, String what) {
        return message("the table " + table + " " + what
                + ". Its primary key must be (journal_id, opening, branch), and nothing else of it unique. Make it anew:\n"
                + DecisionTable.ddl(connection.product(), table));
    }

    /** A statement of ours. */
    @FunctionalInterface
    private interface Probe {
        void run() throws SQLException;
    }

    private void allowed(OwnConnection connection, String table, String verb, Probe probe) throws SQLException {
        try {
            probe.run();
        } catch (SQLException e) {
            String said = "The database says: " + e.getMessage();
            switch (SqlError.of(connection.product(), e)) {
                case NO_TABLE ->
                    throw new DecisionSetupException(
                            message("there is no table " + table + ". Make it, or set createDecisionTable=true:\n"
                                    + DecisionTable.ddl(connection.product(), table) + said),
                            e);
                case WRONG_COLUMNS, DUPLICATE ->
                    throw new DecisionSetupException(
                            message("the table " + table + " has other columns than it should. Make it anew:\n"
                                    + DecisionTable.ddl(connection.product(), table) + said),
                            e);
                case NOT_ALLOWED ->
                    throw new DecisionSetupException(
                            message("the user may not " + verb + " in the table " + table
                                    + ". GRANT SELECT, INSERT, UPDATE, DELETE ON " + table + " TO that user. " + said),
                            e);
                case READ_ONLY -> throw new DecisionSetupException(readOnly() + " " + said, e);
                case LOCKED, OTHER -> throw e;
            }
        }
    }

    private void checkDurability(OwnConnection connection, String table) throws SQLException {
        switch (connection.product()) {
            case POSTGRESQL -> {
                checkServer(connection);
                checkLogged(connection, table);
            }
            case H2 -> checkH2(connection);
            case MARIADB -> {
                String value = ask(connection, "SELECT @@GLOBAL.innodb_flush_log_at_trx_commit");
                if (!"1".equals(value)) {
                    throw loose("innodb_flush_log_at_trx_commit = " + value, "Set it to 1.");
                }
            }
            case OTHER -> {
                // What such a database could lose is not known here; the documentation says that it must lose nothing.
            }
        }
    }

    /** A database in a file writes commits out late unless it is told otherwise; one in memory has nothing to lose to. */
    private void checkH2(OwnConnection connection) throws SQLException {
        String delay = ask(
                connection,
                "SELECT CASE WHEN DATABASE_PATH() IS NULL THEN '0' ELSE (SELECT MAX(SETTING_VALUE) FROM"
                        + " INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'WRITE_DELAY') END");
        if (!"0".equals(delay)) {
            throw loose("WRITE_DELAY = " + delay, "Add ;WRITE_DELAY=0 to the data source's URL.");
        }
    }

    private void checkLogged(OwnConnection connection, String table) throws SQLException {
        String kind = ask(connection, "SELECT relpersistence FROM pg_class WHERE oid = to_regclass('" + table + "')");
        if (!kind.isEmpty() && !"p".equals(kind)) {
            throw loose("the table " + table + " as UNLOGGED or temporary", "ALTER TABLE " + table + " SET LOGGED.");
        }
    }

    /** What both ways need of PostgreSQL. */
    private void checkServer(OwnConnection connection) throws SQLException {
        if ("t".equals(ask(connection, "SELECT pg_is_in_recovery()"))) {
            throw fault(readOnly());
        }
        for (String setting : List.of("synchronous_commit", "fsync")) {
            if ("off".equals(ask(connection, "SELECT current_setting('" + setting + "')"))) {
                throw loose(setting + " = off", "Set it to on.");
            }
        }
    }

    /**
     * Checks what proofs by transaction id need.
     *
     * @return a warning: what works, but worse than it could; null if there is none
     * @throws DecisionSetupException if something is wrong
     * @throws SQLException if the database doesn't answer
     */
    public @Nullable String checkTransactionIds() throws SQLException {
        try (OwnConnection connection = OwnConnection.of(source)) {
            if (connection.product() != Product.POSTGRESQL) {
                throw fault("proof by transaction id is PostgreSQL's. Use the proof by table.");
            }
            String version = ask(connection, "SELECT current_setting('server_version_num')");
            if (version.isEmpty() || Integer.parseInt(version) < FIRST_WITH_XID8) {
                throw fault("it is PostgreSQL " + ask(connection, "SELECT current_setting('server_version')")
                        + ". Proof by transaction id needs 13 or later. Use the proof by table.");
            }
            checkServer(connection);
            checkTake(connection);
            if ("on".equals(ask(connection, "SELECT current_setting('track_commit_timestamp')"))) {
                return null;
            }
            return message(
                    "track_commit_timestamp is off: what committed just before a crash of the database must be decided by an"
                            + " operator. Set it to on, and restart the database.");
        }
    }

    private void checkTake(OwnConnection connection) throws SQLException {
        try {
            String epoch = connection.rolledBack(same -> {
                try (PreparedStatement take = connection.prepare(TransactionIdStatements.TAKE);
                        ResultSet row = take.executeQuery()) {
                    return row.next() ? text(row.getString(3)) : "";
                }
            });
            if (epoch.isEmpty()) {
                throw fault(
                        "the user may not see when the checkpointer started. GRANT pg_read_all_stats TO that user.");
            }
        } catch (SQLException e) {
            if (SqlError.of(connection.product(), e) == SqlError.NOT_ALLOWED) {
                throw new DecisionSetupException(
                        message("the user may not execute what proofs by transaction id need. GRANT EXECUTE ON FUNCTION"
                                + " pg_control_system(), pg_logical_emit_message(boolean, text, text, boolean) TO that user."
                                + " The database says: " + e.getMessage()),
                        e);
            }
            throw e;
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** The first column of the first row; empty if there is none. */
    private static String ask(OwnConnection connection, String sql) throws SQLException {
        return connection.rolledBack(same -> {
            try (PreparedStatement select = connection.prepare(sql);
                    ResultSet row = select.executeQuery()) {
                return row.next() ? text(row.getString(1)) : "";
            }
        });
    }

    private String readOnly() {
        return message(
                "it takes no writes: it is a standby, or set to read only. Let the data source connect to the primary.");
    }

    private DecisionSetupException loose(String what, String remedy) {
        return fault("it has " + what + ": a crash could undo a commit after its reports have left. " + remedy);
    }

    private DecisionSetupException fault(String what) {
        return new DecisionSetupException(message(what));
    }

    private String message(String what) {
        return "The database of " + name + " can't decide over reports: " + what;
    }
}
