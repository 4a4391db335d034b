package dev.rapporteur.impl.monitor;

import java.beans.ConstructorProperties;

/** An undecided branch, as a management client sees it; its getters are what an MXBean carries. Immutable. */
public final class UndecidedView {

    private final String xid;
    private final String database;
    private final String proof;
    private final String unprovable;
    private final long seconds;
    private final int reports;
    private final long bytes;
    private final boolean released;

    /**
     * Of one branch.
     *
     * @param xid format id, global id and branch qualifier in hexadecimal, joined by colons
     * @param database the data source's name whose database decides; empty if the transaction manager does
     * @param proof what the database is asked; empty likewise
     * @param unprovable why the database can't say it any more, and what to do; empty if it can, as far as is known
     * @param seconds since it was prepared, or found in the journal when that was opened
     * @param reports how many it has
     * @param bytes theirs, in the journal
     * @param released whether its partitions wait for it no longer
     */
    @ConstructorProperties({"xid", "database", "proof", "unprovable", "seconds", "reports", "bytes", "released"})
    public UndecidedView(
            String xid,
            String database,
            String proof,
            String unprovable,
            long seconds,
            int reports,
            long bytes,
            boolean released) {
        this.xid = xid;
        this.database = database;
        this.proof = proof;
        this.unprovable = unprovable;
        this.seconds = seconds;
        this.reports = reports;
        this.bytes = bytes;
        this.released = released;
    }

    /** Names it. */
    public String getXid() {
        return xid;
    }

    /** The data source's name whose database decides; empty if the transaction manager does. */
    public String getDatabase() {
        return database;
    }

    /** What that database is asked; empty likewise. */
    public String getProof() {
        return proof;
    }

    /** Why it can't say it any more, and what to do; empty if it can, as far as is known. */
    public String getUnprovable() {
        return unprovable;
    }

    /** Since it was prepared, or found in the journal when that was opened. */
    public long getSeconds() {
        return seconds;
    }

    /** How many it has. */
    public int getReports() {
        return reports;
    }

    /** Theirs, in the journal. */
    public long getBytes() {
        return bytes;
    }

    /** Whether its partitions wait for it no longer. */
    public boolean isReleased() {
        return released;
    }
}
