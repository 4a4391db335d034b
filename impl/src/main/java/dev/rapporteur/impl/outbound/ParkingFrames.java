package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Parking;
import java.util.List;
import java.util.function.LongSupplier;

/** Applies the frames that park reports, give them new places, or give them up. Of the journal thread. */
final class ParkingFrames {

    private final Topics topics;
    private final ParkedReports parked;
    private final SegmentListing listing;
    private final OutboundListener listener;
    private final LongSupplier clockMs;

    ParkingFrames(
            Topics topics,
            ParkedReports parked,
            SegmentListing listing,
            OutboundListener listener,
            LongSupplier clockMs) {
        this.topics = topics;
        this.parked = parked;
        this.listing = listing;
        this.listener = listener;
        this.clockMs = clockMs;
    }

    /** The frame holds the report from now on. What was delivered, or has left its place before, is passed over. */
    void park(Parking.Parked frame, FrameApplier.At at) {
        TopicState topic = topics.topic(frame.topic());
        PartitionBuffer buffer = topics.buffer(topic, frame.partition());
        long sequence = frame.sequence();
        if (sequence < buffer.deliveredSequence()) {
            return;
        }
        BlockAt lies = at.reports();
        ParkedReport report = new ParkedReport(
                buffer.id(),
                sequence,
                EncodedReport.id(frame.reports().bytes(), frame.reports().offset()),
                frame.reason(),
                frame.atMs(),
                lies);
        if (parked.park(report)) {
            boolean sure = listing.isSettled();
            // After an opening, what waited for its Route may have to be dealt out again.
            if (!buffer.leave(sequence, lies.length(), sure)) {
                topic.unrouted(runs -> sure ? runs.forget(sequence, lies.length()) : runs.doubt(sequence));
            }
            listener.ready(buffer);
        }
    }

    /** Each of those that are parked takes a place at the tail, in their order. */
    void retry(Parking.Retried frame, FrameApplier.At at) {
        PartitionId from = new PartitionId(frame.topic(), frame.partition());
        PartitionBuffer to = topics.buffer(frame.topic(), frame.to());
        if (!listing.isSettled()) {
            listing.closeRuns(); // some of them may have been delivered or copied long ago
        }
        List<Long> sequences = frame.sequences();
        for (int i = 0; i < sequences.size(); i++) {
            ParkedReport report = parked.find(from, sequences.get(i));
            if (report != null) {
                place(report, to, at.segment(), Outbound.firstOf(at.sequence()) + i);
                // Only now, so that its segment was kept all the time.
                ParkedReport unused = parked.remove(from, report.sequence());
            }
        }
        listener.ready(to);
    }

    private void place(ParkedReport report, PartitionBuffer to, int listedIn, long sequence) {
        BlockAt lies = report.at();
        if (listing.isThere(lies.segment())) { // else this is history: delivered or copied long ago
            listing.count();
            int turn = TopicState.turnTo(to.id().number());
            to.place(lies, listedIn, sequence, Fate.COMMITTED, null, turn, clockMs.getAsLong());
        }
    }

    /** It is gone for good. */
    void drop(Parking.Dropped frame) {
        ParkedReport unused = parked.remove(new PartitionId(frame.topic(), frame.partition()), frame.sequence());
    }
}
