package dev.rapporteur.it.crash;

import dev.rapporteur.it.posting.Posting;
import dev.rapporteur.testkit.database.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The databases as the auditor sees them: by JDBC, and nothing of the product's. */
final class Ledgers {

    private static final List<String> TABLES = List.of(
            "create table if not exists account (topic varchar(100), account varchar(100), last_number int,"
                    + " primary key (topic, account))",
            "create table if not exists posting (topic varchar(100), copy_topic varchar(100),"
                    + " transaction_name varchar(100), server varchar(100), account varchar(100), number int, amount int,"
                    + " primary key (topic, account, number))");

    private static final List<String> REFUSAL = List.of(
            "create or replace function refuse() returns trigger language plpgsql as"
                    + " $$ begin raise exception 'refused on purpose'; end $$",
            "drop trigger if exists refuse on posting",
            "create constraint trigger refuse after insert on posting deferrable initially deferred"
                    + " for each row when (new.amount < 0) execute function refuse()");

    private final Scene scene;

    Ledgers(Scene scene) {
        this.scene = scene;
    }

    /** Makes tables and accounts for a round. */
    void open(Topics topics) throws SQLException {
        for (Book book : Book.values()) {
            for (Connection connection : connect(book)) {
                try (connection) {
                    open(connection, book, topics.of(book));
                }
            }
        }
    }

    private static void open(Connection connection, Book book, String topic) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            if (book.source().canRefuseAtCommit()) {
                for (String part : REFUSAL) {
                    statement.execute(part);
                }
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into account values (?, ?, 0)")) {
            for (String account : Topics.ACCOUNTS) {
                insert.setString(1, topic);
                insert.setString(2, account);
                insert.executeUpdate();
            }
        }
    }

    /** The postings of a book: those that are copied, too, or all. */
    List<Posting> postings(Book book, String topic, boolean copied) throws SQLException {
        List<Posting> postings = new ArrayList<>();
        for (Connection connection : connect(book)) {
            try (connection;
                    PreparedStatement select = connection.prepareStatement(
                            "select transaction_name, server, account, number, amount from posting where topic = ?"
                                    + (copied ? " and copy_topic <> ''" : ""))) {
                select.setString(1, topic);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        postings.add(new Posting(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getInt(4),
                                rows.getInt(5)));
                    }
                }
            }
        }
        return postings;
    }

    /** Transactions that a database has prepared, and nobody has decided. */
    int prepared() throws SQLException {
        int prepared = 0;
        for (Connection connection : connect(Book.XA)) {
            prepared += count(connection, "select count(*) from pg_prepared_xacts");
        }
        for (Connection connection : connect(Book.H2_XA)) {
            prepared += count(connection, "select count(*) from information_schema.in_doubt");
        }
        return prepared;
    }

    /** Whether a transaction of this id has left a posting, and committed before a time. */
    boolean hasPostingOf(long transactionId, Instant before) throws SQLException {
        try (Connection connection = connect(Book.BY_ID).get(0)) {
            return count(
                            connection,
                            "select count(*) from posting where xmin::text = '" + transactionId
                                    + "' and pg_xact_commit_timestamp(xmin) < '" + before + "'")
                    > 0;
        }
    }

    private static int count(Connection connection, String query) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(query)) {
            count.next();
            return count.getInt(1);
        }
    }

    private List<Connection> connect(Book book) throws SQLException {
        if (!book.source().isOfServer()) {
            return List.of(DriverManager.getConnection(scene.postgres().jdbcUrl(), PostgresServer.SUPERUSER, ""));
        }
        List<Connection> connections = new ArrayList<>();
        for (Site site : scene.sites()) {
            connections.add(DriverManager.getConnection(site.h2Url(), DataSource.H2_USER, DataSource.H2_USER));
        }
        return connections;
    }
}
