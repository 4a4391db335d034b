package dev.rapporteur.impl.decision;

import dev.rapporteur.impl.decision.TransactionIdProof.Epoch;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Proof by the transaction's id in PostgreSQL 13 or later: nothing is written but a word in the log, which has the commit wait for the
 * disk (a transaction that has only got an id commits asynchronously, and may be lost).
 *
 * <p><b>Within one life of the server</b> ({@link Epoch}) an id belongs to one transaction, and the server's word counts.
 *
 * <p><b>After a crash</b> the server goes on from the highest id that it finds in its log. Ids whose log had not reached the disk are
 * given out anew, so the id may be another transaction's now, and what is said of it, that one's:
 * <ul>
 *   <li>"aborted": ours has not committed, for good. If it had, its id would have reached the disk with its commit, nobody else would
 *       have it, and it would be "committed".
 *   <li>"committed": ours, or a later one's. A later one has committed after the next life began; ours before its own ended. Of the
 *       lives in between we may have seen none, so the start of the present life tells nothing: one between may have given the id out
 *       anew, and crashed, too. What tells is when the proof's own life was last seen alive, which each proof and each asking notes:
 *       a commit up to that time is ours. A later one can't be told from another's. The comparison trusts the server's clock not to be
 *       set back over a crash.
 *   <li>"in progress": another's, since no transaction outlives a crash unless it was prepared, and ours is not. "ahead": nobody has
 *       it, or another that is among the latest. Both say that the database has no trace of ours: it has rolled back if the database
 *       crashed, but if it was restored to an earlier time, a commit may have been acknowledged and lost. That is an operator's.
 * </ul>
 *
 * <p><b>After a promotion or a restore</b> the timeline is another. Commit times may then stem from two clocks, so "committed" proves
 * nothing. "aborted" counts as above, for the history that the database has now; what an asynchronous standby has not got is lost with
 * the business rows. Another system identifier is another database. A restored copy of the files without a new timeline is taken for a
 * crash.
 *
 * <p>A standby is never asked: it does not know yet what its primary has decided. Safe as its interface says.
 */
final class TransactionIdProofs implements DecisionDatabase {

    private static final String REMEDY =
            "If the database crashed and was not restored to an earlier time, a transaction that is unknown"
                    + " to it has rolled back; else compare the transaction's business rows. Then commit or roll back the branch by the"
                    + " management bean UndecidedBranches.";

    private final String name;
    private final Connections source;
    private final SeenEpochs seen = new SeenEpochs();

    /** What the server says of an id. */
    private record Status(@Nullable String word, OptionalLong committedUs) {}

    TransactionIdProofs(String name, Connections source) {
        this.name = name;
        this.source = source;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TransactionIdProof take(Opening opening, long number) throws SQLException {
        try (Connection connection = source.get();
                PreparedStatement statement = connection.prepareStatement(TransactionIdStatements.TAKE)) {
            statement.setQueryTimeout(OwnConnection.QUERY_TIMEOUT_S);
            try (ResultSet row = statement.executeQuery()) {
                return taken(row);
            }
        }
    }

    private TransactionIdProof taken(ResultSet row) throws SQLException {
        if (!row.next()) {
            throw new SQLException(name + " gives no transaction id");
        }
        long id = Long.parseLong(row.getString(1));
        Epoch epoch = epoch(row.getString(3));
        if ("off".equals(row.getString(4))) {
            throw new SQLException(
                    name + " has synchronous_commit = off for this transaction: a crash could undo its commit after its"
                            + " reports have left. Set it to on.");
        }
        seen.seen(epoch, row.getLong(5));
        return new TransactionIdProof(id, epoch);
    }

    private Epoch epoch(@Nullable String text) throws SQLException {
        if (text == null || text.isEmpty()) {
            throw new SQLException(
                    name
                            + " does not let its user see when its checkpointer started. GRANT pg_read_all_stats TO that user.");
        }
        return Epoch.parse(text);
    }

    @Override
    public void enter(Opening opening) throws SQLException {
        try (OwnConnection connection = OwnConnection.of(source)) {
            Epoch unused = connection.rolledBack(same -> epochNow(connection));
        }
    }

    @Override
    public Map<Proof, Verdict> ask(List<? extends Proof> proofs) throws SQLException {
        List<TransactionIdProof> ours =
                proofs.stream().map(TransactionIdProofs::ours).toList();
        try (OwnConnection connection = OwnConnection.of(source)) {
            return connection.rolledBack(same -> {
                Epoch now = epochNow(connection);
                Map<Long, Status> statusById = statuses(connection, same, ours);
                Map<Proof, Verdict> verdicts = new HashMap<>();
                for (TransactionIdProof proof : ours) {
                    Status status = statusById.get(proof.id());
                    if (status != null) {
                        verdicts.put(proof, verdict(proof, status, now));
                    }
                }
                return verdicts;
            });
        }
    }

    private static TransactionIdProof ours(Proof proof) {
        if (proof instanceof TransactionIdProof ours) {
            return ours;
        }
        throw new IllegalArgumentException("\"" + proof.text() + "\" is no proof by transaction id");
    }

    /** The present epoch; its end lies after the time that it is noted with. */
    private Epoch epochNow(OwnConnection connection) throws SQLException {
        refuseStandby(connection);
        try (PreparedStatement select = connection.prepare(TransactionIdStatements.EPOCH_NOW);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new SQLException(name + " tells nothing of itself");
            }
            Epoch epoch = epoch(row.getString(1));
            seen.seen(epoch, row.getLong(2));
            return epoch;
        }
    }

    private void refuseStandby(OwnConnection connection) throws SQLException {
        try (PreparedStatement select = connection.prepare("SELECT pg_is_in_recovery()");
                ResultSet row = select.executeQuery()) {
            if (!row.next() || row.getBoolean(1)) {
                throw new SQLException(name
                        + " is a standby, which does not know what its primary decides. Let the data source connect"
                        + " to the primary only (targetServerType=primary).");
            }
        }
    }

    private static Map<Long, Status> statuses(
            OwnConnection connection, Connection same, List<TransactionIdProof> proofs) throws SQLException {
        Map<Long, Status> statusById = new HashMap<>();
        Array ids = same.createArrayOf(
                "text", proofs.stream().map(proof -> Long.toString(proof.id())).toArray());
        try (PreparedStatement select = connection.prepare(TransactionIdStatements.STATUS)) {
            select.setArray(1, ids);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    long committedUs = rows.getLong(3);
                    OptionalLong time = rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(committedUs);
                    statusById.put(Long.parseLong(rows.getString(1)), new Status(rows.getString(2), time));
                }
            }
        } finally {
            ids.free();
        }
        return statusById;
    }

    private Verdict verdict(TransactionIdProof proof, Status status, Epoch now) {
        if (proof.epoch().system() != now.system()) {
            return unprovable(
                    proof,
                    "it was given out by another database, with the system identifier "
                            + proof.epoch().system() + "; this one has " + now.system() + ".");
        }
        String word = status.word();
        if (word == null) {
            return unprovable(proof, "the database keeps no history so old.");
        }
        return proof.epoch().equals(now) ? inItsEpoch(proof, word) : inAnother(proof, word, status.committedUs(), now);
    }

    private Verdict inItsEpoch(TransactionIdProof proof, String word) {
        return switch (word) {
            case "committed" -> Verdict.COMMITTED;
            case "aborted" -> Verdict.ROLLED_BACK;
            case "in progress", "ahead" -> Verdict.RUNNING;
            default -> unprovable(proof, "the database says \"" + word + "\", which nobody understands here.");
        };
    }

    private Verdict inAnother(TransactionIdProof proof, String word, OptionalLong committedUs, Epoch now) {
        return switch (word) {
            case "aborted" -> Verdict.ROLLED_BACK;
            case "committed" -> committedOverCrash(proof, committedUs, now);
            case "in progress" ->
                unprovable(proof, "it is another transaction's now: the database has crashed or was restored.");
            case "ahead" ->
                unprovable(proof, "the database has not given it out, or anew: it has crashed or was restored.");
            default -> unprovable(proof, "the database says \"" + word + "\", which nobody understands here.");
        };
    }

    private Verdict committedOverCrash(TransactionIdProof proof, OptionalLong committedUs, Epoch now) {
        if (proof.epoch().timeline() != now.timeline()) {
            return unprovable(
                    proof,
                    "it has committed, but on the timeline " + now.timeline()
                            + " perhaps as another transaction's: it was" + " given out on the timeline "
                            + proof.epoch().timeline() + ", before a promotion or a restore.");
        }
        if (committedUs.isEmpty()) {
            return unprovable(
                    proof,
                    "it has committed, but perhaps as another transaction's: the database has crashed since it was given"
                            + " out, and keeps no time of commits (track_commit_timestamp is off).");
        }
        long time = committedUs.getAsLong();
        if (time >= proof.epoch().startedUs() && seen.wasAliveAt(proof.epoch(), time)) {
            return Verdict.COMMITTED;
        }
        return unprovable(
                proof,
                "it has committed, but perhaps as another transaction's: the database crashed at about the time of that"
                        + " commit.");
    }

    private Verdict unprovable(TransactionIdProof proof, String why) {
        return Verdict.unprovable("Of the transaction id " + proof.id() + " " + name
                + " can't tell whether it has committed: " + why + " " + REMEDY);
    }

    /** Nothing was written, so nothing is deleted. */
    @Override
    public void forget(Opening opening, long below, List<Long> earlier) {}
}
