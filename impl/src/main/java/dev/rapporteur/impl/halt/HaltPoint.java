package dev.rapporteur.impl.halt;

/**
 * Points in the code path where the process can be made to die at once, as if the plug were pulled, to show that what must
 * survive does.
 *
 * <p>Only in a JVM started with {@code -Drapporteur.haltPoints=true}; then the system property {@code rapporteur.halt} names
 * the point that halts, whenever it is set. Otherwise {@link #reached()} is an empty method to the compiler.
 */
public enum HaltPoint {
    /** Prepare was called; nothing is written. */
    BEFORE_PREPARE,
    /** The reports are durable; prepare has not returned. */
    AFTER_PREPARE,
    /** Two-phase commit was called, so the transaction manager has decided; our decision is not written. */
    BEFORE_COMMIT,
    /** The decision is durable; commit has not returned. */
    AFTER_COMMIT,
    /** A one-phase commit's or a single send's frame is about to be handed to the journal. */
    BEFORE_ONE_PHASE,
    /** A one-phase commit's or a single send's frame is durable; the call has not returned. */
    AFTER_ONE_PHASE,
    /** A database has given its proof; nothing is written to the journal. */
    AFTER_PROOF,
    /** A branch that a database decides is about to be handed to the journal. */
    BEFORE_PENDING,
    /** Its reports are durable; the database has not committed. */
    AFTER_PENDING,
    /** The database has said what became of a transaction; our decision is not written. */
    BEFORE_DATABASE_DECISION,
    /** That decision is durable; the database still has its proof. */
    AFTER_DATABASE_DECISION,
    /** A group of frames was handed to the operating system, and not synced. */
    AFTER_WRITE,
    /** Kafka has confirmed reports; the journal doesn't know it yet. */
    BEFORE_DELIVERED;

    private static final boolean ENABLED = Boolean.getBoolean("rapporteur.haltPoints");
    private static final String ARMED = "rapporteur.halt";
    /** As after kill -9. */
    private static final int STATUS = 137;

    /** Halts the process if this point is armed. */
    public void reached() {
        if (ENABLED && name().equals(System.getProperty(ARMED))) {
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
