package dev.rapporteur.it.bed;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.database.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The database that decides: a real PostgreSQL with the table of the business rows, in which a commit can be made to fail in
 * the ways in which commits fail. Safe for use by several threads.
 */
public final class LedgerDatabase {

    /** Who commits a row that begins with this loses the connection within the commit, and the transaction is rolled back. */
    public static final String CUT = "cut ";

    /** With this statement in it, a transaction commits, and its client never hears of it; see {@link #cutSilentCommits()}. */
    public static final String COMMIT_SILENTLY = "set local synchronous_commit = on";

    /** So many ids after one are given out anew with it, at least: those of the transactions that came after it. */
    private static final int REUSED = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Where it says so, a commit waits for a standby that there is not. */
    private static final Map<String, String> SETTINGS = Map.of(
            "synchronous_standby_names", "nobody", "synchronous_commit", "local", "track_commit_timestamp", "on");

    private static final List<String> SCHEMA = List.of(
            "create table row_ (topic varchar(249) not null, text varchar(200) not null,"
                    + " unique (topic, text) deferrable initially deferred)",
            "create function cut() returns trigger language plpgsql as"
                    + " $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$",
            "create constraint trigger cut after insert on row_ deferrable initially deferred"
                    + " for each row when (new.text like '" + CUT + "%') execute function cut()");

    private static final String SILENT = "from pg_stat_activity where wait_event = 'SyncRep'";

    private final PostgresServer postgres;

    private LedgerDatabase(PostgresServer postgres) {
        this.postgres = postgres;
    }

    /** Makes one below a directory, and starts it. */
    static LedgerDatabase startIn(Path directory) {
        LedgerDatabase started = new LedgerDatabase(PostgresServer.startIn(directory, SETTINGS));
        SCHEMA.forEach(started::execute);
        return started;
    }

    String url() {
        return postgres.jdbcUrl();
    }

    /** Waits for this many transactions that have committed and can't say so. */
    public void awaitSilentCommits(int number) {
        Await.until("commits that wait for a standby", PATIENCE, () -> count("select count(*) " + SILENT) == number);
    }

    /** Cuts their connections. */
    public void cutSilentCommits() {
        execute("select pg_terminate_backend(pid) " + SILENT);
        awaitSilentCommits(0);
    }

    /** For the rest of its life only commits carry what it does to the disk. */
    public void stopBackgroundWriting() {
        postgres.stopBackgroundWriting();
    }

    /** Kills it as kill -9 does. */
    public void kill() {
        postgres.kill();
    }

    /** Starts it after its end; it has recovered then. */
    public void start() {
        postgres.start();
    }

    /**
     * Commits transactions, which write nothing, until their ids are beyond this one.
     *
     * @return whether one of them had this id
     */
    public boolean giveOutAnew(long transactionId) {
        boolean given = false;
        long id = 0;
        while (id < transactionId + REUSED) {
            id = count("select pg_current_xact_id()::text::int");
            given |= id == transactionId;
        }
        return given;
    }

    /** Whether a transaction has left a business row. */
    public boolean hasRowOf(long transactionId) {
        return count("select count(*) from row_ where xmin::text = '" + transactionId + "'") > 0;
    }

    /** Runs a statement, which commits by itself. */
    public void execute(String statement) {
        try (Connection connection = connect();
                Statement statements = connection.createStatement()) {
            statements.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refuses: " + statement, e);
        }
    }

    private int count(String query) {
        try (Connection connection = connect();
                Statement statements = connection.createStatement();
                ResultSet count = statements.executeQuery(query)) {
            count.next();
            return count.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refuses: " + query, e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), PostgresServer.SUPERUSER, "");
    }
}
