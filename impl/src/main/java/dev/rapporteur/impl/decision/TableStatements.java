package dev.rapporteur.impl.decision;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/** The statements on the decision table, each on a connection of our own; who calls says in which transaction. */
final class TableStatements {

    /** The business transaction wrote the row. */
    static final char BUSINESS = 'B';
    /** Our recovery wrote it, in the business transaction's place. */
    static final char RECOVERY = 'R';
    /** It is an opening's anchor. */
    static final char ANCHOR = 'A';

    /** The anchor's place in the key, where no transaction's number can be. */
    static final long ANCHOR_BRANCH = 0;

    /** So many keys stand in one statement, always; fewer are filled up, so that the database sees one statement. */
    private static final int KEYS = 50;

    /** So many numbers lie in a range that one statement deletes. */
    static final long DELETED_AT_ONCE = 10_000;

    private final String table;

    TableStatements(String table) {
        this.table = table;
    }

    /** The insert that both sides race for. */
    String insert() {
        return "INSERT INTO " + table + " (journal_id, opening, branch, writer, deleted) VALUES (?, ?, ?, ?, ?)";
    }

    static void fill(PreparedStatement insert, UUID journal, long opening, long branch, char writer)
            throws SQLException {
        insert.setString(1, journal.toString());
        insert.setLong(2, opening);
        insert.setLong(3, branch);
        insert.setString(4, String.valueOf(writer));
        insert.setLong(5, 0);
    }

    /** Inserts a row. */
    void insert(OwnConnection connection, UUID journal, long opening, long branch, char writer) throws SQLException {
        try (PreparedStatement insert = connection.prepare(insert())) {
            fill(insert, journal, opening, branch, writer);
            insert.executeUpdate();
        }
    }

    /** The writers of those of these transactions that have a row. All are of one opening. */
    Map<Long, Character> writers(Session connection, UUID journal, long opening, List<Long> numbers)
            throws SQLException {
        Map<Long, Character> writers = new HashMap<>();
        String sql = "SELECT branch, writer FROM " + table + " WHERE journal_id = ? AND opening = ? AND branch IN ("
                + String.join(", ", Collections.nCopies(KEYS, "?")) + ")";
        try (PreparedStatement select = connection.prepare(sql)) {
            select.setString(1, journal.toString());
            select.setLong(2, opening);
            for (int from = 0; from < numbers.size(); from += KEYS) {
                for (int i = 0; i < KEYS; i++) {
                    select.setLong(3 + i, numbers.get(Math.min(from + i, numbers.size() - 1)));
                }
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        writers.put(rows.getLong(1), rows.getString(2).charAt(0));
                    }
                }
            }
        }
        return writers;
    }

    /** Below which number this opening's rows may have been deleted; empty if it has no anchor. The anchor is locked. */
    OptionalLong lockAnchor(OwnConnection connection, UUID journal, long opening) throws SQLException {
        return anchor(connection, journal, opening, " FOR UPDATE");
    }

    /** Whether this opening has its anchor. */
    boolean hasAnchor(OwnConnection connection, UUID journal, long opening) throws SQLException {
        return anchor(connection, journal, opening, "").isPresent();
    }

    private OptionalLong anchor(OwnConnection connection, UUID journal, long opening, String lock) throws SQLException {
        String sql = "SELECT deleted FROM " + table + " WHERE journal_id = ? AND opening = ? AND branch = "
                + ANCHOR_BRANCH + lock;
        try (PreparedStatement select = connection.prepare(sql)) {
            select.setString(1, journal.toString());
            select.setLong(2, opening);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** Has the anchor say that all below a number may have been deleted. */
    void moveAnchor(OwnConnection connection, UUID journal, long opening, long deleted) throws SQLException {
        String sql = "UPDATE " + table + " SET deleted = ? WHERE journal_id = ? AND opening = ? AND branch = "
                + ANCHOR_BRANCH;
        try (PreparedStatement update = connection.prepare(sql)) {
            update.setLong(1, deleted);
            update.setString(2, journal.toString());
            update.setLong(3, opening);
            update.executeUpdate();
        }
    }

    /** Deletes an opening's rows in a range of numbers; the second is exclusive. */
    void delete(OwnConnection connection, UUID journal, long opening, long from, long below) throws SQLException {
        String sql = "DELETE FROM " + table + " WHERE journal_id = ? AND opening = ? AND branch >= ? AND branch < ?";
        try (PreparedStatement delete = connection.prepare(sql)) {
            delete.setString(1, journal.toString());
            delete.setLong(2, opening);
            delete.setLong(3, from);
            delete.setLong(4, below);
            delete.executeUpdate();
        }
    }

    /** The openings of a journal that have rows: one step along the index for each. */
    List<Long> openings(OwnConnection connection, UUID journal) throws SQLException {
        List<Long> openings = new ArrayList<>();
        String first = "SELECT MIN(opening) FROM " + table + " WHERE journal_id = ?";
        OptionalLong next = minimum(connection, first, journal);
        while (next.isPresent()) {
            openings.add(next.getAsLong());
            next = minimum(connection, first + " AND opening > ?", journal, next.getAsLong());
        }
        return openings;
    }

    /** The lowest number of an opening's rows; empty if it has none. */
    OptionalLong lowest(OwnConnection connection, UUID journal, long opening) throws SQLException {
        return minimum(
                connection,
                "SELECT MIN(branch) FROM " + table + " WHERE journal_id = ? AND opening = ?",
                journal,
                opening);
    }

    private static OptionalLong minimum(OwnConnection connection, String sql, UUID journal, long... key)
            throws SQLException {
        try (PreparedStatement select = connection.prepare(sql)) {
            select.setString(1, journal.toString());
            for (int i = 0; i < key.length; i++) {
                select.setLong(2 + i, key[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return OptionalLong.empty();
                }
                long minimum = row.getLong(1);
                return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(minimum);
            }
        }
    }
}
