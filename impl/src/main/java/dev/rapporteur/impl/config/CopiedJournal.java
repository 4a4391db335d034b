package dev.rapporteur.impl.config;

/** What is done with a journal whose directory was copied or restored: its original may have sent the same reports. */
public enum CopiedJournal {
    /** Work goes on and nothing is sent, until an operator says SEND. */
    HOLD,
    /** It is taken for the journal itself from here on, and all that waits in it is sent. */
    SEND
}
