package dev.rapporteur.impl.outbound;

/** Sums over all partitions. Written by the journal thread, read by any. */
public final class OutboundTotals {

    private volatile long committedReports;
    private volatile long deliveredReports;
    private volatile long waitingReports;
    private volatile long waitingBytes;

    OutboundTotals() {}

    /** Reports committed by the frames applied so far, those found at opening included. */
    public long committedReports() {
        return committedReports;
    }

    /** Of these, reports that Kafka has confirmed. */
    public long deliveredReports() {
        return deliveredReports;
    }

    /** Reports committed and not confirmed. */
    public long waitingReports() {
        return waitingReports;
    }

    /** Their bytes, as encoded. */
    public long waitingBytes() {
        return waitingBytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the journal thread
    void committed(int reports, long bytes) {
        committedReports += reports;
        waitingReports += reports;
        waitingBytes += bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the journal thread
    void delivered(long bytes) {
        deliveredReports++;
        waitingReports--;
        waitingBytes -= bytes;
    }
}
