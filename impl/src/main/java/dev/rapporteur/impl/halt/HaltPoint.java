package dev.rapporteur.impl.halt;

/**
 * Points in the code path where the process can be made to die at once, as if the plug were pulled, to show that what must
 * survive does; or where threads stand still meanwhile ({@link Halt}). There are two more around each kind of frame
 * ({@code journal.FramePoints}).
 *
 * <p>Unless {@link Halt#ENABLED}, {@link #reached()} does nothing.
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
    /** The database has ended the transaction, in whatever way; our synchronization has only been told so. */
    AFTER_DATABASE_END,
    /** The database has said what became of a transaction; our decision is not written. */
    BEFORE_DATABASE_DECISION,
    /** That decision is durable; the database still has its proof. */
    AFTER_DATABASE_DECISION,
    /** A group of frames was handed to the operating system, and not synced. */
    AFTER_WRITE,
    /** At a start, or in doubt: a transactional id is about to be fenced. */
    BEFORE_FENCING,
    /** It is fenced; what it may have sent has not been looked at. */
    AFTER_FENCING,
    /** The progress markers are read; nothing is concluded from them. */
    AFTER_MARKERS_READ,
    /** All reports of a Kafka transaction are acknowledged; no marker is sent. */
    BEFORE_MARKERS,
    /** The client has its markers; it is not told to commit. */
    BEFORE_KAFKA_COMMIT,
    /** Kafka has confirmed the commit; nobody here knows it yet. */
    AFTER_KAFKA_COMMIT,
    /** Kafka has confirmed reports for good; the journal doesn't know it yet. */
    BEFORE_DELIVERED;

    /** Halts the process if this point is armed, and stands still while it holds. */
    public void reached() {
        if (Halt.ENABLED) {
            Halt.at(name());
        }
    }
}
