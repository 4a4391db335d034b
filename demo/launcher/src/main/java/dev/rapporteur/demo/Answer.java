package dev.rapporteur.demo;

/** What the desk told its client about a payment. */
enum Answer {
    /** Nothing yet. */
    PENDING,
    COMMITTED,
    ROLLED_BACK,
    /** The desk went away before it answered: the client can't know. */
    NONE
}
