package dev.rapporteur.impl.decision;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.List;
import java.util.Map;

/** In place of a database that has not been found yet. */
record Unreached(String name) implements DecisionDatabase {

    private SQLException away() {
        return new SQLNonTransientConnectionException("\"" + name + "\" has not been reached yet.");
    }

    @Override
    public Proof take(Opening opening, long number) throws SQLException {
        throw away();
    }

    @Override
    public void enter(Opening opening) throws SQLException {
        throw away();
    }

    @Override
    public Map<Proof, Verdict> ask(List<? extends Proof> proofs) throws SQLException {
        throw away();
    }

    @Override
    public void forget(Opening opening, long below, List<Long> earlier) throws SQLException {
        throw away();
    }
}
