package dev.rapporteur.impl.config;

/** Who decides whether the reports of a transaction leave. */
public enum Decider {
    /** The transaction manager, in two phases where another resource takes part. */
    XA,
    /** The one database that the transaction writes to, by its own commit. */
    DATABASE
}
