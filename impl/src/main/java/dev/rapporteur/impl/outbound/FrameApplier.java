package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.Observing;
import dev.rapporteur.impl.journal.Parking;
import dev.rapporteur.impl.journal.ReportBlock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** Applies frames to the outbound state: one method for each kind. Of the journal thread. */
final class FrameApplier implements Frame.Visitor<FrameApplier.At> {

    /**
     * Where a frame stands.
     *
     * @param sequence its sequence
     * @param reports where its reports lie
     */
    record At(long sequence, BlockAt reports) {
        int segment() {
            return reports.segment();
        }
    }

    private final Outbound outbound;
    private final Topics topics;
    private final Branches branches;
    private final ParkedReports parked;
    private final OutboundTotals totals;
    private final SegmentListing listing;
    private final OutboundListener listener;
    private final LongSupplier clockMs;
    private final Placing placing;
    private final ParkingFrames parking;

    FrameApplier(
            Outbound outbound,
            Topics topics,
            Branches branches,
            ParkedReports parked,
            OutboundTotals totals,
            SegmentListing listing,
            MemoryBudget memory,
            OutboundListener listener,
            LongSupplier clockMs) {
        this.outbound = outbound;
        this.topics = topics;
        this.branches = branches;
        this.parked = parked;
        this.totals = totals;
        this.listing = listing;
        this.listener = listener;
        this.clockMs = clockMs;
        this.placing = new Placing(topics, branches, parked, listing, memory, clockMs);
        this.parking = new ParkingFrames(topics, parked, listing, listener, clockMs);
    }

    Placing placing() {
        return placing;
    }

    @Override
    public void opened(Frame.Opened frame, At at) {
        outbound.opened(frame, at.sequence());
    }

    @Override
    public void route(Frame.Route frame, At at) {
        TopicState topic = topics.topic(frame.topic());
        if (frame.byChoice() && topic.partitionCount() == 0) {
            topic.chosenBelow(0);
        }
        topics.route(frame.topic(), frame.partitions(), frame.partitions());
        if (topic.hasToChoose()) {
            listener.choiceWanted();
        }
        if (!topic.isByChoice()) {
            placing.dealActive(topic);
        }
        topic.setBarriers();
        topic.askToDeal();
        topic.buffers().forEach(listener::ready);
    }

    @Override
    public void branchPart(Frame.BranchPart frame, At at) {
        branches.addPart(new Frame.Part(frame.branch(), at.reports(), EncodedReport.count(frame.reports())));
    }

    @Override
    public void branchDropped(Frame.BranchDropped frame, At at) {
        branches.dropParts(frame.branch());
    }

    @Override
    public void reports(Frame.Reports frame, At at) {
        Placing.Placed placed = placing.place(at, frame.branch(), frame.reports(), Fate.COMMITTED, null);
        totals.committed(placed.reports());
        placed.partitions().forEach(listener::ready);
    }

    @Override
    public void branchPrepared(Frame.BranchPrepared frame, At at) {
        PreparedBranch branch =
                new PreparedBranch(frame.xid(), frame.proof(), at.sequence(), at.segment(), clockMs.getAsLong());
        branches.addPrepared(branch);
        placing.place(at, frame.branch(), frame.reports(), branch.fate(), branch);
    }

    @Override
    public void branchDecided(Frame.BranchDecided frame, At at) {
        if (frame.heuristic()) {
            // Before it is no longer prepared, so that no recovery scan misses it; and also when the branch's own
            // frame is gone, for such a frame is only written while the branch is prepared and nobody else decides.
            branches.heuristics().put(frame.xid(), frame);
        }
        PreparedBranch branch = branches.prepared(frame.xid());
        if (branch == null) {
            return; // decided before, and this is the same again
        }
        if (frame.decision() == Decision.COMMIT) {
            commit(branch, at);
        } else if (!branch.released()) {
            branches.vacate(branch, at.segment());
            branch.fate().become(Fate.State.VACATED);
            vacateShares(branch);
        }
        branches.removePrepared(frame.xid());
        branches.forgetSequence(branch);
        wake(branch);
    }

    private void commit(PreparedBranch branch, At at) {
        totals.committed(branch.reports());
        if (branch.released()) {
            placing.placeAside(branch, at).partitions().forEach(listener::ready);
        } else {
            branch.fate().become(Fate.State.COMMITTED);
        }
    }

    private void wake(PreparedBranch branch) {
        for (PreparedBranch.Target target : branch.shares().keySet()) {
            if (target.partition() != Frame.UNROUTED) {
                listener.ready(topics.buffer(target.topic(), target.partition()));
            }
        }
    }

    private void vacateShares(PreparedBranch branch) {
        long first = Outbound.firstOf(branch.sequence());
        long last = Outbound.lastOf(branch.sequence());
        Set<String> names = new HashSet<>();
        for (PreparedBranch.Target target : branch.shares().keySet()) {
            if (target.partition() != Frame.UNROUTED) {
                PartitionBuffer buffer = topics.buffer(target.topic(), target.partition());
                buffer.vacated(branch.shares().get(target).reports());
                buffer.with(runs -> vacate(runs, first, last));
            }
            // Also what waits to be dealt out: after an opening, reports wait for that again.
            if (names.add(target.topic())) {
                TopicState topic = topics.topic(target.topic());
                RunQueue.Gap before = topic.gap();
                topic.unrouted(runs -> vacate(runs, first, last));
                if (!topic.gap().equals(before)) { // it was all that other partitions stood before
                    topic.setBarriers();
                    topic.buffers().forEach(listener::ready);
                }
            }
        }
    }

    private RunQueue vacate(RunQueue runs, long first, long last) {
        for (Run run : runs.within(first, last)) {
            EntryList gone = run.inexact ? new EntryList() : listing.entries(run, first, last);
            runs.lessen(run, gone.count(), SegmentListing.bytes(gone));
        }
        return runs;
    }

    @Override
    public void branchForgotten(Frame.BranchForgotten frame, At at) {
        branches.heuristics().remove(frame.xid());
    }

    @Override
    public void released(Frame.Released frame, At at) {
        PreparedBranch branch = branches.prepared(frame.xid());
        if (branch == null || branch.released()) {
            return;
        }
        branches.vacate(branch, at.segment());
        branches.release(branch, placing.whereLies(branch, at));
        vacateShares(branch);
        wake(branch);
    }

    @Override
    public void delivered(Frame.Delivered frame, At at) {
        for (Position position : frame.positions()) {
            PartitionBuffer unused = delivered(position.topic(), position.partition(), position.next());
        }
    }

    private PartitionBuffer delivered(String topic, int partition, long next) {
        PartitionBuffer buffer = topics.buffer(topic, partition);
        List<OutboundReport> released = buffer.release(next);
        parked.delivered(buffer.id(), next);
        for (OutboundReport report : released) {
            if (report.fate() != Fate.State.VACATED) {
                totals.delivered();
            }
        }
        return buffer;
    }

    @Override
    public void confirmed(Observing.Confirmed frame, At at) {
        PartitionBuffer buffer = delivered(frame.topic(), frame.partition(), frame.next());
        event(at);
        listener.ready(buffer); // more of it may be confirmed, and wait to be read for that
    }

    @Override
    public void observed(Observing.Observed frame, At at) {
        outbound.observers().observed(frame);
    }

    @Override
    public void unobserved(Observing.Unobserved frame, At at) {
        outbound.observers().unobserved(frame.name());
    }

    private void event(At at) {
        outbound.observers().event(at.sequence(), at.segment());
    }

    @Override
    public void parked(Parking.Parked frame, At at) {
        parking.park(frame, at);
        event(at);
    }

    @Override
    public void retried(Parking.Retried frame, At at) {
        parking.retry(frame, at);
    }

    @Override
    public void dropped(Parking.Dropped frame, At at) {
        parking.drop(frame);
    }

    @Override
    public void transactionalIdUsed(Frame.TransactionalIdUsed frame, At at) {
        outbound.transactionalIdUsed(frame);
    }

    @Override
    public void moved(Frame.Moved frame, At at) {
        ReportBlock block = frame.reports();
        int offset = block.offset();
        for (Frame.MovedTo place : frame.places()) {
            int size = EncodedReport.size(block.bytes(), offset);
            BlockAt copy = new BlockAt(at.segment(), at.reports().position() + offset - block.offset(), size);
            placing.relocate(place, block.bytes(), offset, copy);
            offset += size;
        }
    }

    @Override
    public void chosen(Frame.Chosen frame, At at) {
        placing.placeChosen(frame, at);
        topics.topic(frame.topic()).buffers().forEach(listener::ready); // they have stood before what was to be chosen
    }

    @Override
    public void mapped(Frame.Mapped frame, At at) {
        outbound.destinations().mapped(frame); // whoever has it looks each second
    }

    @Override
    public void quarantined(Frame.Quarantined frame, At at) {
        outbound.quarantined(frame);
    }

    @Override
    public void logStart(Frame.LogStart frame, At at) {
        outbound.logStart(frame);
    }

    @Override
    public void durableMark(Frame.DurableMark frame, At at) {}

    @Override
    public void snapshot(Frame.Snapshot frame, At at) {
        throw new IllegalStateException("A snapshot within segment " + at.segment());
    }
}
