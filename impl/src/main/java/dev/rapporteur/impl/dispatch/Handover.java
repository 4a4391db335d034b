package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import org.jspecify.annotations.Nullable;

/**
 * One report given to one link. The receipt comes on the link's thread, which does the one thing that can't wait (abandon
 * the link before it sends what follows) and leaves the rest to the dispatcher's next turn.
 */
final class Handover implements BrokerLink.Receipt {

    private final Session session;
    private final Lane lane;
    private final OutboundReport report;
    private final boolean alone;
    private final long handedNanos = System.nanoTime();
    private long answeredNanos;
    private @Nullable SendFailure failure;

    /**
     * Made for one send.
     *
     * @param alone nothing of its partition is sent before its receipt, so its failure harms no order
     */
    Handover(Session session, Lane lane, OutboundReport report, boolean alone) {
        this.session = session;
        this.lane = lane;
        this.report = report;
        this.alone = alone;
    }

    @Override
    public void acknowledged() {
        answeredNanos = System.nanoTime();
        session.settled(this);
    }

    @Override
    public void failed(SendFailure failure) {
        if (!alone || failure.kind() == SendFailure.Kind.LINK_LOST) {
            session.abandon();
        }
        this.failure = failure;
        session.settled(this);
    }

    Lane lane() {
        return lane;
    }

    OutboundReport report() {
        return report;
    }

    boolean alone() {
        return alone;
    }

    /** How long its acknowledgement took. Read after it has settled. */
    long tookNanos() {
        return answeredNanos - handedNanos;
    }

    /** Why it failed; null if it is acknowledged. Read after it has settled. */
    @Nullable
    SendFailure failure() {
        return failure;
    }
}
