package dev.rapporteur.impl.simulation;

import dev.rapporteur.impl.decision.DecisionDatabase;
import dev.rapporteur.impl.decision.Proof;
import dev.rapporteur.impl.decision.TransactionIdProof;
import dev.rapporteur.impl.decision.TransactionIdProof.Epoch;
import dev.rapporteur.impl.decision.Verdict;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Proof by the transaction id of a simulated database: the rules of the real one. */
final class SimulatedIdProofs implements DecisionDatabase {

    private final SimulatedDatabase database;
    private final Supplier<SimulatedDatabase.Work> current;
    /** When each epoch was last seen alive. */
    private final Map<Epoch, Long> seenUs = new HashMap<>();

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
        Proof proof = new TransactionIdProof(database.id(current.get()), seen());
        database.requireAnswer();
        return proof;
    }

    private Epoch seen() {
        seenUs.put(database.epoch(), database.nowUs());
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
        Map<Proof, Verdict> verdicts = new LinkedHashMap<>();
        for (Proof proof : proofs) {
            TransactionIdProof ours = (TransactionIdProof) proof;
            verdicts.put(ours, ours.epoch().equals(now) ? inItsEpoch(ours) : inAnother(ours, now));
        }
        database.requireAnswer();
        return verdicts;
    }

    private Verdict inItsEpoch(TransactionIdProof proof) {
        return switch (database.status(proof.id())) {
            case "committed" -> Verdict.COMMITTED;
            case "aborted" -> Verdict.ROLLED_BACK;
            default -> Verdict.RUNNING;
        };
    }

    private Verdict inAnother(TransactionIdProof proof, Epoch now) {
        return switch (database.status(proof.id())) {
            case "aborted" -> Verdict.ROLLED_BACK;
            case "committed" -> committedOverCrash(proof, now);
            default -> Verdict.unprovable("It is another's now, or nobody's.");
        };
    }

    private Verdict committedOverCrash(TransactionIdProof proof, Epoch now) {
        boolean ours = proof.epoch().timeline() == now.timeline()
                && database.committedUs(proof.id()) <= seenUs.getOrDefault(proof.epoch(), -1L);
        return ours ? Verdict.COMMITTED : Verdict.unprovable("It may be another's.");
    }

    @Override
    public void forget(Opening opening, long below, List<Long> earlier) {}
}
