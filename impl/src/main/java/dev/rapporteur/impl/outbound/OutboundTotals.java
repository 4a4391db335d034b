package dev.rapporteur.impl.outbound;

/** Sums over all partitions. What is waiting follows from the runs, the rest is counted by the journal thread; read by any. */
public final class OutboundTotals {

    private final LiveSegments live;
    private final Branches branches;
    private final ParkedReports parked;
    private volatile long committedReports;
    private volatile long deliveredReports;

    OutboundTotals(LiveSegments live, Branches branches, ParkedReports parked) {
        this.live = live;
        this.branches = branches;
        this.parked = parked;
    }

    /** Reports committed by the frames applied so far: since the opening, and by those of the last segment before it. */
    public long committedReports() {
        return committedReports;
    }

    /** Of these, reports that Kafka has confirmed. */
    public long deliveredReports() {
        return deliveredReports;
    }

    /**
     * Reports committed and not confirmed. After an opening those that waited for a Route count until they are dealt out,
     * even if they had been confirmed.
     */
    public long waitingReports() {
        return Math.max(0, live.reports() - branches.undecidedReports());
    }

    /** Their bytes, as encoded. */
    public long waitingBytes() {
        return Math.max(0, live.bytes() - branches.undecidedBytes());
    }

    /** Reports that are parked: they don't count as waiting. */
    public long parkedReports() {
        return parked.reports();
    }

    /** Their bytes, as encoded. */
    public long parkedBytes() {
        return parked.bytes();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the journal thread
    void committed(int reports) {
        committedReports += reports;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the journal thread
    void delivered() {
        deliveredReports++;
    }
}
