package dev.rapporteur.impl.decision;

import java.sql.SQLException;
import javax.sql.DataSource;

/** What a server offers: its data sources by name, and transactions to try them in. For any thread. */
public interface ServerDataSources {

    /** Work with a database. */
    @FunctionalInterface
    interface Work {
        /** Does it. */
        void run() throws SQLException;
    }

    /**
     * The data source of that name.
     *
     * @throws DecisionSetupException if there is none, or it can't decide, as far as the server tells without asking it
     */
    DataSource find(String name);

    /**
     * Does work in a transaction of its own, on the caller's thread, and rolls that back.
     *
     * @throws SQLException of the work, or because the server has no transactions now
     */
    void rollingBack(Work work) throws SQLException;

    /**
     * As {@link #rollingBack}, and watches what takes part.
     *
     * @return whether something did that commits in two phases; false also where the server doesn't let that be seen
     * @throws SQLException as there
     */
    boolean seesTwoPhases(Work work) throws SQLException;
}
