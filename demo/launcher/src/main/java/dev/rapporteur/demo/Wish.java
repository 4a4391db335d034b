package dev.rapporteur.demo;

/** How a payment is meant to end; the desk has the same three. */
enum Wish {
    COMMIT,
    FAIL,
    PULL_PLUG
}
