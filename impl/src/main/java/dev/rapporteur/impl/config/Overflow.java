package dev.rapporteur.impl.config;

/** What becomes of reports for which the journal has no room. Nothing that was accepted is ever discarded for space. */
public enum Overflow {
    /** They are refused at once. */
    REJECT,
    /** Their caller waits for room, up to overflowTimeout; then they are refused. */
    WAIT
}
