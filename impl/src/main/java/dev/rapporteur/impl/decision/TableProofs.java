package dev.rapporteur.impl.decision;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Proof by a row in the decision table, which the business transaction inserts: its writer is 'B'. The rules that it stands on:
 * <ul>
 *   <li><b>Absence proves nothing</b>: the row of a transaction that still runs can't be seen, and it may commit a moment after it was
 *       looked for. So the asker inserts the same key itself, writer 'R', in a transaction of its own. The primary key lets one of the
 *       two in. If the asker's commits, the business transaction's can't any more: its insert was undone, or will fail as a duplicate.
 *       So <b>'R' is final</b>. If the insert has to wait, the transaction still runs; if it is a duplicate, the writer decides.
 *   <li><b>A table that has lost rows must not be believed</b>: rows are lost when it is emptied, made anew, or restored to an earlier
 *       time, and are deleted by {@link #forget}. So each opening has an <b>anchor</b>, writer 'A' in the place of branch 0, written
 *       before its first proof. It says below which number rows may have been deleted. 'R' is inserted only while the anchor is there,
 *       is locked, and says that the number is not among the deleted. A table restored to a time within the opening has its anchor;
 *       then the database's business rows are of that time, too, and the answers are right for these.
 *   <li><b>The anchor is written once</b>: who writes it again would vouch for a table that was emptied in between. This object
 *       remembers that it has, and one opening has one such object.
 *   <li><b>What may be asked for is not deleted</b>: {@link #forget} deletes only what lies below the oldest pending transaction, and
 *       other openings only if nothing is pending in them. So a row that was written and never asked for goes with its opening.
 * </ul>
 * Safe as its interface says: {@link #take} on any thread, the others on one.
 */
final class TableProofs implements DecisionDatabase {

    private static final String REMEDY =
            "Compare the transaction's business rows, then commit or roll back the branch by"
                    + " the management bean UndecidedBranches.";

    /** An asking that finds many running ends after this; the rest is asked for next time. */
    private static final long ASKING_NS = TimeUnit.SECONDS.toNanos(5);

    private static final String RETURNING_SYNC = " RETURNING current_setting('synchronous_commit')";

    private final String name;
    private final Connections source;
    private final String table;
    private final TableStatements statements;
    private final LongSupplier nanoTime;
    private @Nullable Opening entered;
    /** Those that had rows when this one was entered. Others came later: they are another owner's, or another process's. */
    private Set<Long> earlierOpenings = Set.of();

    private volatile @Nullable Product product;

    TableProofs(String name, Connections source, String table) {
        this(name, source, table, System::nanoTime);
    }

    TableProofs(String name, Connections source, String table, LongSupplier nanoTime) {
        this.name = name;
        this.source = source;
        this.table = table;
        this.statements = new TableStatements(table);
        this.nanoTime = nanoTime;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TableProof take(Opening opening, long number) throws SQLException {
        try (Connection connection = source.get()) {
            boolean tells = product(connection) == Product.POSTGRESQL;
            String sql = statements.insert() + (tells ? RETURNING_SYNC : "");
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                OwnConnection.limit(insert, product(connection), OwnConnection.QUERY_TIMEOUT_S);
                TableStatements.fill(
                        insert, opening.journalId(), opening.incarnation(), number, TableStatements.BUSINESS);
                if (tells) {
                    requireSync(insert);
                } else {
                    insert.executeUpdate();
                }
            }
        }
        return new TableProof(opening.journalId(), opening.incarnation(), number);
    }

    /** Each transaction may have set it for itself; then its row can be seen before it is durable, and be gone after a crash. */
    private void requireSync(PreparedStatement insert) throws SQLException {
        try (ResultSet row = insert.executeQuery()) {
            OwnConnection.requireSync(name, row.next() ? row.getString(1) : null);
        }
    }

    private Product product(Connection connection) throws SQLException {
        Product known = product;
        if (known == null) {
            known = Product.of(connection);
            product = known;
        }
        return known;
    }

    @Override
    public void enter(Opening opening) throws SQLException {
        if (opening.equals(entered)) {
            return;
        }
        try (OwnConnection connection = OwnConnection.of(source)) {
            UUID journal = opening.journalId();
            long incarnation = opening.incarnation();
            earlierOpenings = Set.copyOf(connection.committed(unused -> statements.openings(connection, journal)));
            boolean there = connection.committed(unused -> statements.hasAnchor(connection, journal, incarnation));
            if (!there) {
                insert(connection, journal, incarnation, TableStatements.ANCHOR_BRANCH, TableStatements.ANCHOR);
            }
        }
        entered = opening;
    }

    @Override
    public Map<Proof, Verdict> ask(List<? extends Proof> proofs) throws SQLException {
        long asked = nanoTime.getAsLong();
        Map<Proof, Verdict> verdicts = new HashMap<>();
        List<TableProof> absent;
        try (ReadingConnection connection = ReadingConnection.of(source)) {
            absent = read(connection, proofs, verdicts);
        }
        if (absent.isEmpty()) {
            return verdicts;
        }
        try (OwnConnection connection = OwnConnection.of(source)) {
            // Begins anywhere: what still runs takes a second each, and must not hide the rest from asker to asker.
            Collections.rotate(absent, ThreadLocalRandom.current().nextInt(absent.size()));
            for (TableProof proof : absent) {
                if (nanoTime.getAsLong() - asked >= ASKING_NS) {
                    break;
                }
                verdicts.put(proof, contest(connection, proof));
            }
        }
        return verdicts;
    }

    /** Takes the verdicts of those that have a row; gives the others. */
    private List<TableProof> read(
            ReadingConnection connection, List<? extends Proof> proofs, Map<Proof, Verdict> verdicts)
            throws SQLException {
        List<TableProof> absent = new ArrayList<>();
        Map<Opening, List<TableProof>> byOpening = proofs.stream()
                .map(TableProofs::ours)
                .collect(Collectors.groupingBy(proof -> new Opening(proof.journalId(), proof.opening())));
        for (Map.Entry<Opening, List<TableProof>> each : byOpening.entrySet()) {
            List<Long> numbers =
                    each.getValue().stream().map(TableProof::number).toList();
            Map<Long, Character> writers = statements.writers(
                    connection, each.getKey().journalId(), each.getKey().incarnation(), numbers);
            for (TableProof proof : each.getValue()) {
                Character writer = writers.get(proof.number());
                if (writer == null) {
                    absent.add(proof);
                } else {
                    verdicts.put(proof, byWriter(proof, writer));
                }
            }
        }
        return absent;
    }

    private static TableProof ours(Proof proof) {
        if (proof instanceof TableProof ours) {
            return ours;
        }
        throw new IllegalArgumentException("\"" + proof.text() + "\" is no proof by table");
    }

    private Verdict byWriter(TableProof proof, char writer) {
        return switch (writer) {
            case TableStatements.BUSINESS -> Verdict.COMMITTED;
            case TableStatements.RECOVERY -> Verdict.ROLLED_BACK;
            default ->
                Verdict.unprovable(row(proof) + " names the writer '" + writer + "', whom nobody knows here: another"
                        + " program writes to that table. " + REMEDY);
        };
    }

    /** Takes the transaction's place in the table, if it is free. */
    private Verdict contest(OwnConnection connection, TableProof proof) throws SQLException {
        try {
            return connection.committed(unused -> insertRecovery(connection, proof));
        } catch (SQLException e) {
            return switch (SqlError.of(connection.product(), e)) {
                case LOCKED -> Verdict.RUNNING;
                case DUPLICATE -> readAnew(connection, proof);
                case NO_TABLE, WRONG_COLUMNS, NOT_ALLOWED, READ_ONLY, OTHER -> throw e;
            };
        }
    }

    private Verdict insertRecovery(OwnConnection connection, TableProof proof) throws SQLException {
        OptionalLong deleted = statements.lockAnchor(connection, proof.journalId(), proof.opening());
        if (deleted.isEmpty()) {
            return Verdict.unprovable("The table " + table + " of " + name + " has no anchor for the opening "
                    + proof.opening() + " of the journal " + proof.journalId()
                    + ": it was emptied, made anew, or restored to a time before that opening. " + REMEDY);
        }
        if (proof.number() < deleted.getAsLong()) {
            return Verdict.unprovable(
                    row(proof) + " is absent, and may have been deleted: the table's anchor says so of all below "
                            + deleted.getAsLong() + ". The journal is older than the table, as after a restore of it. "
                            + REMEDY);
        }
        statements.insert(connection, proof.journalId(), proof.opening(), proof.number(), TableStatements.RECOVERY);
        return Verdict.ROLLED_BACK;
    }

    /** After a duplicate: the transaction has committed in between, or has rolled back after all. */
    private Verdict readAnew(OwnConnection connection, TableProof proof) throws SQLException {
        Map<Long, Character> writers = connection.committed(
                unused -> statements.writers(connection, proof.journalId(), proof.opening(), List.of(proof.number())));
        Character writer = writers.get(proof.number());
        return writer == null ? Verdict.RUNNING : byWriter(proof, writer);
    }

    @Override
    public void forget(Opening opening, long below, List<Long> earlier) throws SQLException {
        try (OwnConnection connection = OwnConnection.of(source)) {
            UUID journal = opening.journalId();
            boolean more = true;
            while (more) {
                more = connection.committed(unused -> forgetRange(connection, journal, opening.incarnation(), below));
            }
            Set<Long> kept = new HashSet<>(earlier);
            kept.add(opening.incarnation());
            for (long other : connection.committed(unused -> statements.openings(connection, journal))) {
                if (earlierOpenings.contains(other) && !kept.contains(other)) {
                    forgetOpening(connection, journal, other);
                }
            }
        }
    }

    /** Deletes the next range of numbers, and has the anchor say so; whether more is left. */
    private boolean forgetRange(OwnConnection connection, UUID journal, long opening, long below) throws SQLException {
        OptionalLong anchor = statements.lockAnchor(connection, journal, opening);
        if (anchor.isEmpty()) {
            throw new DecisionSetupException(
                    "The table " + table + " of " + name + " has lost the anchor of the opening "
                            + opening + " of the journal " + journal
                            + ": it was emptied, made anew, or restored while the adapter"
                            + " ran. What commits is still proved; what rolls back is not, and waits for an operator. Restart the"
                            + " adapter, which writes a new anchor.");
        }
        if (anchor.getAsLong() >= below) {
            return false;
        }
        long from = Math.max(anchor.getAsLong(), TableStatements.ANCHOR_BRANCH + 1);
        long end = Math.min(below, from + TableStatements.DELETED_AT_ONCE);
        statements.delete(connection, journal, opening, from, end);
        statements.moveAnchor(connection, journal, opening, end);
        return end < below;
    }

    /** Deletes all of an opening; the anchor, which is the lowest, first: from then on absence proves nothing there. */
    private void forgetOpening(OwnConnection connection, UUID journal, long opening) throws SQLException {
        boolean more = true;
        while (more) {
            more = connection.committed(unused -> {
                OptionalLong lowest = statements.lowest(connection, journal, opening);
                if (lowest.isPresent()) {
                    long from = lowest.getAsLong();
                    statements.delete(connection, journal, opening, from, from + TableStatements.DELETED_AT_ONCE);
                }
                return lowest.isPresent();
            });
        }
    }

    /** Inserts, unless it is there already. */
    private void insert(OwnConnection connection, UUID journal, long opening, long branch, char writer)
            throws SQLException {
        try {
            connection.committed(unused -> {
                statements.insert(connection, journal, opening, branch, writer);
                return writer;
            });
        } catch (SQLException e) {
            if (SqlError.of(connection.product(), e) != SqlError.DUPLICATE) {
                throw e;
            }
        }
    }

    private String row(TableProof proof) {
        return "The row (" + proof.journalId() + ", " + proof.opening() + ", " + proof.number() + ") of the table "
                + table + " of " + name;
    }
}
