package dev.rapporteur.impl.halt;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Points in the code path where the process can be made to die at once, as if the plug were pulled, to show that what must
 * survive does.
 *
 * <p>Only in a JVM started with {@code -Drapporteur.haltPoints=true}; then the system property {@code rapporteur.halt} names
 * the point that halts, whenever it is set. Otherwise {@link #reached()} is an empty method to the compiler.
 *
 * <p>There {@code rapporteur.hold} names points, separated by commas, at which threads stand still as long as it names them,
 * so that something else may die meanwhile; {@code rapporteur.held.} with a point's name tells how many stand there.
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
    /** Kafka has confirmed reports; the journal doesn't know it yet. */
    BEFORE_DELIVERED;

    private static final boolean ENABLED = Boolean.getBoolean("rapporteur.haltPoints");
    private static final String ARMED = "rapporteur.halt";
    private static final String HOLDING = "rapporteur.hold";
    private static final String HELD = "rapporteur.held.";
    /** As after kill -9. */
    private static final int STATUS = 137;

    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Halts the process if this point is armed, and stands still while it holds. */
    public void reached() {
        if (ENABLED) {
            if (name().equals(System.getProperty(ARMED))) {
                Runtime.getRuntime().halt(STATUS);
            }
            if (holds()) {
                hold();
            }
        }
    }

    private boolean holds() {
        return Arrays.asList(System.getProperty(HOLDING, "").split(",")).contains(name());
    }

    private void hold() {
        count(HELD + name(), 1);
        while (holds()) {
            LockSupport.parkNanos(POLL_NS);
        }
        count(HELD + name(), -1);
    }

    private static synchronized void count(String property, int change) {
        System.setProperty(property, Integer.toString(Integer.getInteger(property, 0) + change));
    }
}
