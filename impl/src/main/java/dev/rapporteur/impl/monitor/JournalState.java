package dev.rapporteur.impl.monitor;

/** Whether the journal takes reports. */
public enum JournalState {
    /** It does. */
    OPEN,
    /** It failed, and is opened again by itself as soon as that can be done; until then nothing is accepted. */
    FAILED,
    /** The adapter is stopping or stopped. */
    CLOSED
}
