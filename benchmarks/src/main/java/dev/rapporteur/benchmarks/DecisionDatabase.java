package dev.rapporteur.benchmarks;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.database.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A PostgreSQL with a business table and an outbox, durable as it is by default. For one thread. */
final class DecisionDatabase implements AutoCloseable {

    private static final Duration SOON = Duration.ofMinutes(1);

    /** Else as it is by default; the testkit's own are smaller. The times of commits make the proof by id as good as it can be. */
    private static final Map<String, String> SETTINGS = Map.of(
            "max_connections", "250",
            "max_prepared_transactions", "128",
            "shared_buffers", "128MB",
            "track_commit_timestamp", "on");

    private static final List<String> TOLD = List.of(
            "server_version",
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "wal_sync_method",
            "shared_buffers",
            "track_commit_timestamp",
            "wal_level");

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE payment (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account varchar(100) NOT NULL,"
                    + " amount numeric(12, 2) NOT NULL, reference varchar(200) NOT NULL)",
            "CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic varchar(249) NOT NULL,"
                    + " key_ varchar(100), payload bytea NOT NULL, created timestamptz NOT NULL DEFAULT now())");

    private static final String OTHER_SESSIONS =
            "FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

    private final PostgresServer postgres;
    private final Connection connection;

    private DecisionDatabase(PostgresServer postgres, Connection connection) {
        this.postgres = postgres;
        this.connection = connection;
    }

    /** With settings beside those that each has. */
    static DecisionDatabase startIn(Path directory, Map<String, String> settings) throws IOException, SQLException {
        Map<String, String> all = new TreeMap<>(SETTINGS);
        all.putAll(settings);
        PostgresServer postgres = PostgresServer.startIn(Files.createDirectories(directory), all);
        try {
            DecisionDatabase database = new DecisionDatabase(
                    postgres, DriverManager.getConnection(postgres.jdbcUrl(), PostgresServer.SUPERUSER, ""));
            for (String statement : SCHEMA) {
                database.execute(statement);
            }
            return database;
        } catch (SQLException e) {
            postgres.close();
            throw e;
        }
    }

    PostgresServer server() {
        return postgres;
    }

    /** Its settings that matter to what a commit costs. */
    String describe() throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        for (String setting : TOLD) {
            settings.put(setting, ask("SELECT current_setting('" + setting + "')"));
        }
        return settings.toString();
    }

    /** Before each window: empty tables, and nothing left for a checkpoint to do. */
    void clear() throws SQLException {
        execute("TRUNCATE payment, outbox");
        execute("CHECKPOINT");
    }

    /** Drops the slots that stopped relays of the log have left: each keeps what was written to the log since. */
    void dropSlots() throws SQLException {
        Await.until(
                "nobody reads the log",
                SOON,
                () -> askNumber("SELECT count(*) FROM pg_replication_slots WHERE active") == 0);
        ask("SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots");
    }

    /** Waits until the engine has deleted the proofs that it needs no more. */
    void awaitNoProofs() {
        Await.until(
                "all proofs are deleted",
                SOON,
                () -> askNumber("SELECT count(*) FROM rapporteur_decision WHERE writer = 'B'") == 0);
    }

    /** How long the least statement takes, to the database and back, in microseconds. */
    double roundTripMicros(Duration time) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1")) {
            roundTrips(select, time.dividedBy(2)); // warms up
            return roundTrips(select, time);
        }
    }

    private static double roundTrips(PreparedStatement select, Duration time) throws SQLException {
        long start = System.nanoTime();
        long trips = 0;
        long elapsed;
        do {
            select.executeQuery().close();
            trips++;
            elapsed = System.nanoTime() - start;
        } while (elapsed < time.toNanos());
        return elapsed / 1e3 / trips;
    }

    /** Waits until there is no session but this one; a session counts what it did when it ends, at the latest. */
    void awaitNoSessions() {
        Await.until("the pools' sessions end", SOON, () -> askNumber("SELECT count(*) " + OTHER_SESSIONS) == 0);
    }

    /** How often its log was synced until now, by sessions that have ended and all others but the last moments. */
    long logSyncs() throws SQLException {
        execute("SELECT pg_stat_force_next_flush()");
        execute("SELECT pg_stat_clear_snapshot()");
        return askNumber("SELECT sum(fsyncs)::bigint FROM pg_stat_io WHERE object = 'wal'");
    }

    /** Writes each statement to the log from now on, or not. */
    void logStatements(boolean logging) throws SQLException {
        execute("ALTER SYSTEM SET log_statement = '" + (logging ? "all" : "none") + "'");
        execute("SELECT pg_reload_conf()");
        Await.until(
                "log_statement is taken over",
                SOON,
                () -> ask("SELECT current_setting('log_statement')").equals(logging ? "all" : "none"));
    }

    /** The number that this session has in the log. */
    String session() throws SQLException {
        return ask("SELECT pg_backend_pid()");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long askNumber(String query) throws SQLException {
        return Long.parseLong(ask(query));
    }

    private String ask(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        try (postgres;
                connection) {
            // Each is closed, whatever becomes of the other; the connection first.
        }
    }
}
