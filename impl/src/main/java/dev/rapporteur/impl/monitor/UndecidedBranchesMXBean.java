package dev.rapporteur.impl.monitor;

import java.util.List;

/**
 * Transaction branches that are prepared and wait for their decision, for operators:
 * {@code dev.rapporteur:type=UndecidedBranches,name=...,journal=...}. The transaction manager's recovery decides them, or the
 * database that they name; only where that can't be (a log is lost, a database was restored) should an operator. For any thread; what changes something is durable when it returns,
 * and otherwise throws an IllegalStateException or IllegalArgumentException that says what to do.
 */
public interface UndecidedBranchesMXBean {

    /** All, the oldest first. */
    List<UndecidedView> getUndecided();

    /**
     * Commits one in place of its transaction manager or database: its reports leave. The transaction manager is answered
     * XA_HEURCOM until it forgets the branch; a database isn't asked any more.
     *
     * @param xid as the list gives it
     */
    void commit(String xid);

    /** Rolls one back, likewise: its reports are gone, and the answer is XA_HEURRB. */
    void rollback(String xid);

    /** Lets its partitions go on without it. It stays undecided; if it commits, its reports come after later ones. */
    void release(String xid);
}
