package dev.rapporteur.impl.decision;

/** Makes the databases that decide: the ways to prove, by name. */
public final class DecisionDatabases {

    private DecisionDatabases() {}

    /**
     * Proof by a row of a table; any database that locks rows.
     *
     * @param name of the data source, for messages
     * @param source of connections that take part in the caller's JTA transaction, and outside of any commit by themselves
     * @param tableName perhaps with its schema
     * @throws IllegalArgumentException if that is no table's name
     */
    public static DecisionDatabase byTable(String name, Connections source, String tableName) {
        return new TableProofs(name, source, DecisionTable.checked(tableName));
    }

    /** Proof by the transaction's id; PostgreSQL 13 or later. */
    public static DecisionDatabase byTransactionId(String name, Connections source) {
        return new TransactionIdProofs(name, source);
    }
}
