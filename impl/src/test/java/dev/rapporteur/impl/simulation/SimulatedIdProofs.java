package dev.rapporteur.impl.simulation;

import dev.rapporteur.impl.decision.DecisionDatabase;
import dev.rapporteur.impl.decision.Proof;
import dev.rapporteur.impl.decision.TransactionIdProof;
import dev.rapporteur.impl.decision.TransactionIdProof.Epoch;
import dev.rapporteur.impl.decision.TransactionIdVerdicts;
import dev.rapporteur.impl.decision.TransactionIdVerdicts.Status;
import dev.rapporteur.impl.decision.Verdict;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Proof by the transaction id of a simulated database, judged by the real rules. */
final class SimulatedIdProofs implements DecisionDatabase {

    private final SimulatedDatabase database;
    private final Supplier<SimulatedDatabase.Work> current;
    private final TransactionIdVerdicts verdicts = new TransactionIdVerdicts("simulated");

    SimulatedIdProofs(SimulatedDatabase database, Supplier<SimulatedDatabase.Work> current) {
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
        Proof proof = new TransactionIdProof(database.id(current.get()), seen(), database.nowUs());
        database.requireAnswer();
        return proof;
    }

    private Epoch seen() {
        verdicts.seen(database.epoch(), database.nowUs());
        return database.epoch();
    }

    @Override
    public void enter(Opening opening) throws SQLException {
        database.requireAnswer();
        seen();
    }

    @Override
    public Map<Proof, Verdict> ask(List<? extends Proof> proofs) throws SQLException {
        database.requireAnswer();
        Epoch now = seen();
        List<TransactionIdProof> ours =
                proofs.stream().map(TransactionIdProof.class::cast).toList();
        Map<Long, Status> statuses = new HashMap<>();
        ours.forEach(proof ->
                statuses.put(proof.id(), new Status(database.status(proof.id()), database.committedUs(proof.id()))));
        database.requireAnswer();
        return verdicts.of(ours, statuses, now);
    }

    @Override
    public void forget(Opening opening, long below, List<Long> earlier) {}
}
