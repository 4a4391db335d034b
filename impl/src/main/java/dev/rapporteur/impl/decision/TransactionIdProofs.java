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

    /** The epoch that was read last: the next one is the same nearly always. */
    private volatile Read lastRead = new Read("", Epoch.NONE);

    private record Read(String text, Epoch epoch) {}

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
        OwnConnection.requireSync(name, row.getString(4));
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
        Read last = lastRead;
        if (!last.text.equals(text)) {
            last = new Read(text, Epoch.parse(text));
            lastRead = last;
        }
        return last.epoch;
    }

    @Override
    public void enter(Opening opening) throws SQLException {
        try (ReadingConnection connection = ReadingConnection.of(source);
                PreparedStatement select = connection.prepare(TransactionIdStatements.EPOCH_NOW);
                ResultSet row = select.executeQuery()) {
            Epoch unused = epochNow(row);
        }
    }

    @Override
    public void note(List<? extends Proof> taken) {
        taken.stream().map(TransactionIdProofs::ours).forEach(verdicts::vouch);
    }

    @Override
    public Map<Proof, Verdict> ask(List<? extends Proof> proofs) throws SQLException {
        List<TransactionIdProof> ours =
                proofs.stream().map(TransactionIdProofs::ours).toList();
        try (ReadingConnection connection = ReadingConnection.of(source);
                PreparedStatement select = connection.prepare(TransactionIdStatements.STATUS)) {
            Array ids = connection.texts(
                    ours.stream().map(proof -> Long.toString(proof.id())).toList());
            try {
                select.setArray(1, ids);
                try (ResultSet rows = select.executeQuery()) {
                    Epoch now = epochNow(rows);
                    return verdicts.of(ours, statuses(rows), now);
                }
            } finally {
                ids.free();
            }
        }
    }

    private static TransactionIdProof ours(Proof proof) {
        if (proof instanceof TransactionIdProof ours) {
            return ours;
        }
        throw new IllegalArgumentException("\"" + proof.text() + "\" is no proof by transaction id");
    }

    /** The present epoch, of the next row; its end lies after the time that it is noted with. */
    private Epoch epochNow(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            throw new SQLException(name + " tells nothing of itself");
        }
        if (rows.getBoolean(1)) {
            throw new SQLException(name
                    + " is a standby, which does not know what its primary decides. Let the data source connect"
                    + " to the primary only (targetServerType=primary).");
        }
        Epoch epoch = epoch(rows.getString(2));
        verdicts.seen(epoch, rows.getLong(3));
        return epoch;
    }

    /** What is said of each id, from the present row on. */
    private static Map<Long, TransactionIdVerdicts.Status> statuses(ResultSet rows) throws SQLException {
        Map<Long, TransactionIdVerdicts.Status> statuses = new HashMap<>();
        do {
            long committedUs = rows.getLong(6);
            OptionalLong time = rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(committedUs);
            statuses.put(Long.parseLong(rows.getString(4)), new TransactionIdVerdicts.Status(rows.getString(5), time));
        } while (rows.next());
        return statuses;
    }

    /** Nothing was written, so nothing is deleted. */
    @Override
    public void forget(Opening opening, long below, List<Long> earlier) {}
}
