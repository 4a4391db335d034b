package dev.rapporteur.impl.config;

/** What a report survives from the time on when prepare, a one-phase commit or a send outside a transaction returns. */
public enum Durability {
    /** Synced to the disk: survives kill -9, a crash of the operating system and power loss. */
    SYNC,
    /** Handed to the operating system, synced within a second: survives kill -9; until then neither of the others. */
    OS
}
