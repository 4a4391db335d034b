package dev.rapporteur.impl.config;

/** What a report has survived when prepare returns. */
public enum Durability {
    /** Synced to the disk: survives kill -9 and power loss. */
    SYNC,
    /** Handed to the operating system: survives kill -9, not power loss. */
    OS
}
