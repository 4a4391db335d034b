package dev.rapporteur.impl.decision;

import dev.rapporteur.impl.config.DecisionProof;
import java.sql.SQLException;

/** Finds the databases that decide, by their data sources' names. Asked by one thread of the engine. */
public interface Databases {

    /** Nothing can be found. */
    Databases NONE = new Databases() {
        @Override
        public DecisionDatabase find(String name, DecisionProof kind) {
            throw new DecisionSetupException(
                    "The data source \"" + name + "\" can't be looked up outside of a server.");
        }

        @Override
        public void check(DecisionDatabase database, DecisionDatabase.Opening opening, long number) {
            throw new DecisionSetupException(
                    "The data source \"" + database.name() + "\" can't be checked outside of a server.");
        }
    };

    /**
     * The database behind a data source, which may be away right now.
     *
     * @param name the data source's name
     * @param kind how it proves
     * @throws DecisionSetupException if nothing, or something else, has that name
     */
    DecisionDatabase find(String name, DecisionProof kind);

    /**
     * Sees that a database can decide: that its proofs come and go with transactions, that it may be asked, that it keeps what
     * it has acknowledged.
     *
     * @param opening the present one, which the database has not entered yet
     * @param number a transaction's number in it, for one that tries it out
     * @throws DecisionSetupException if it can't
     * @throws SQLException if it doesn't answer: look again later
     */
    void check(DecisionDatabase database, DecisionDatabase.Opening opening, long number) throws SQLException;
}
