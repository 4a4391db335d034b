package dev.rapporteur.impl.simulation;

import dev.rapporteur.impl.decision.DecisionDatabase;
import dev.rapporteur.impl.decision.Proof;
import dev.rapporteur.impl.decision.TableProof;
import dev.rapporteur.impl.decision.Verdict;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Proof by a row of a simulated database: the rules of the real one, in the order of its statements, without SQL. */
final class SimulatedTableProofs implements DecisionDatabase {

    private final SimulatedDatabase database;
    private final Supplier<SimulatedDatabase.Work> current;
    private @Nullable Opening entered;

    SimulatedTableProofs(SimulatedDatabase database, Supplier<SimulatedDatabase.Work> current) {
        this.database = database;
        this.current = current;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public Proof take(Opening opening, long number) throws SQLException {
        database.requireAnswer();
        TableProof row = new TableProof(opening.journalId(), opening.incarnation(), number);
        if (database.insert(current.get(), row) != SimulatedDatabase.Inserted.DONE) {
            throw new SQLIntegrityConstraintViolationException("duplicate key");
        }
        database.requireAnswer();
        return row;
    }

    @Override
    public void enter(Opening opening) throws SQLException {
        database.requireAnswer();
        if (!opening.equals(entered)) {
            if (database.anchor(opening.incarnation()).isEmpty()) {
                database.insertAnchor(opening.incarnation());
            }
            database.requireAnswer();
            entered = opening;
        }
    }

    @Override
    public Map<Proof, Verdict> ask(List<? extends Proof> proofs) throws SQLException {
        database.requireAnswer();
        Map<Proof, Verdict> verdicts = new LinkedHashMap<>();
        List<TableProof> absent = new ArrayList<>();
        for (Proof proof : proofs) {
            TableProof row = (TableProof) proof;
            Character writer = database.writer(row);
            if (writer == null) {
                absent.add(row);
            } else {
                verdicts.put(row, byWriter(writer));
            }
        }
        database.meanwhile();
        for (TableProof row : absent) {
            database.requireAnswer();
            verdicts.put(row, contest(row));
        }
        database.requireAnswer();
        return verdicts;
    }

    private static Verdict byWriter(char writer) {
        return writer == SimulatedDatabase.BUSINESS ? Verdict.COMMITTED : Verdict.ROLLED_BACK;
    }

    private Verdict contest(TableProof row) {
        OptionalLong deleted = database.anchor(row.opening());
        if (deleted.isEmpty()) {
            return Verdict.unprovable("There is no anchor.");
        }
        if (row.number() < deleted.getAsLong()) {
            return Verdict.unprovable("It may have been deleted.");
        }
        return switch (database.insertRecovery(row)) {
            case DONE -> Verdict.ROLLED_BACK;
            case LOCKED -> Verdict.RUNNING;
            case DUPLICATE -> {
                Character writer = database.writer(row);
                yield writer == null ? Verdict.RUNNING : byWriter(writer);
            }
        };
    }

    @Override
    public void forget(Opening opening, long below, List<Long> earlier) throws SQLException {
        database.requireAnswer();
        OptionalLong anchor = database.anchor(opening.incarnation());
        if (anchor.isPresent() && anchor.getAsLong() < below) {
            database.delete(opening.incarnation(), below);
        }
        Set<Long> kept = new HashSet<>(earlier);
        kept.add(opening.incarnation());
        for (long other : database.openings()) {
            database.requireAnswer();
            if (!kept.contains(other)) {
                database.deleteOpening(other);
            }
        }
    }
}
