package dev.rapporteur.it.crash;

/** What a client knows of a transaction of its own. */
enum Outcome {
    /** It was told that it is done. */
    OK,
    /** It was told that it failed, in a way that leaves no doubt. */
    FAILED,
    /** All else. */
    UNKNOWN
}
