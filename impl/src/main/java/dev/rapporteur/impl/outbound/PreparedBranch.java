package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.ReportBlock;

/**
 * A branch that voted to commit and waits for its decision. Changed by the journal thread only.
 *
 * <pre>
 * holding  -> decided      its reports stand in their partitions, which wait behind them
 * holding  -> released     its partitions wait no longer
 * released -> decided      committed: its reports take places at the tail
 * </pre>
 */
final class PreparedBranch {

    private final BranchXid xid;
    private final ReportBlock block;
    private final Placement placement;
    private volatile boolean released;

    PreparedBranch(BranchXid xid, ReportBlock block, Placement placement) {
        this.xid = xid;
        this.block = block;
        this.placement = placement;
    }

    BranchXid xid() {
        return xid;
    }

    ReportBlock block() {
        return block;
    }

    Placement placement() {
        return placement;
    }

    /** Whether its partitions were released from waiting for it. For any thread. */
    boolean released() {
        return released;
    }

    void release() {
        released = true;
    }
}
