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
 * <p>What the server's word about an id is worth, {@link TransactionIdVerdicts} says.
 *
 * <p>A standby is never asked: it does not know yet what its primary has decided. Safe as its interface says.
 */
final class TransactionIdProofs implements DecisionDatabase {

    private final String name;
    private final Connections source;
    private final TransactionIdVerdicts verdicts;

    TransactionIdProofs(String name, Connections source) {
        this.name = name;
        this.source = source;
        this.verdicts = new TransactionIdVerdicts(name);
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
        long takenUs = row.getLong(5);
        verdicts.seen(epoch, takenUs);
        return new TransactionIdProof(id, epoch, takenUs);
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
                return verdicts.of(ours, statuses(connection, same, ours), now);
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
            verdicts.seen(epoch, row.getLong(2));
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

    private static Map<Long, TransactionIdVerdicts.Status> statuses(
            OwnConnection connection, Connection same, List<TransactionIdProof> proofs) throws SQLException {
        Map<Long, TransactionIdVerdicts.Status> statusById = new HashMap<>();
        Array ids = same.createArrayOf(
                "text", proofs.stream().map(proof -> Long.toString(proof.id())).toArray());
        try (PreparedStatement select = connection.prepare(TransactionIdStatements.STATUS)) {
            select.setArray(1, ids);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    long committedUs = rows.getLong(3);
                    OptionalLong time = rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(committedUs);
                    statusById.put(
                            Long.parseLong(rows.getString(1)),
                            new TransactionIdVerdicts.Status(rows.getString(2), time));
                }
            }
        } finally {
            ids.free();
        }
        return statusById;
    }

    /** Nothing was written, so nothing is deleted. */
    @Override
    public void forget(Opening opening, long below, List<Long> earlier) {}
}
