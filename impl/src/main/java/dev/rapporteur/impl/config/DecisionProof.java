package dev.rapporteur.impl.config;

/** How the database proves later whether a transaction has committed. */
public enum DecisionProof {
    /** By a row that the transaction writes into a table of ours. Any database. */
    TABLE,
    /** By the transaction's own id: nothing is written. PostgreSQL from version 13 on. */
    TRANSACTION_ID
}
