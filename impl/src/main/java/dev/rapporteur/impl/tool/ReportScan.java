package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.journal.JournalView.PlacedFrame;
import dev.rapporteur.impl.journal.Parking;
import dev.rapporteur.impl.journal.ReportBlock;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.StoredReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Meets the reports frame by frame and writes out those that are wanted, each once, with what became of it. For one thread. */
final class ReportScan extends FramePass<PlacedFrame> {

    /** Reports of a branch that have no place yet. */
    private record Part(BlockAt at, int reports) {}

    private final History history;
    private final Set<Long> undecided;
    private final ReportFilter filter;
    private final Set<Integer> segments;
    private final SegmentFiles files;
    private final Consumer<ReportLine> out;
    private final Map<Long, List<Part>> parts = new HashMap<>();
    /** The topics of all reports, wanted or not. */
    private final Set<String> topics = new HashSet<>();

    private boolean first = true;

    ReportScan(
            History history, ReportFilter filter, Set<Integer> segments, SegmentFiles files, Consumer<ReportLine> out) {
        this.history = history;
        this.undecided = history.undecided();
        this.filter = filter;
        this.segments = segments;
        this.files = files;
        this.out = out;
    }

    @Override
    public void reports(Frame.Reports frame, PlacedFrame at) {
        place(at, frame.branch(), frame.reports());
    }

    @Override
    public void branchPrepared(Frame.BranchPrepared frame, PlacedFrame at) {
        place(at, frame.branch(), frame.reports());
    }

    private void place(PlacedFrame at, long branch, ReportBlock own) {
        long sequence = at.sequence() * Outbound.MAX_REPORTS_PER_FRAME;
        List<Part> before = parts.remove(branch);
        for (Part part : before == null ? List.<Part>of() : before) {
            if (segments.contains(part.at().segment())) {
                byte[] bytes = read(part.at());
                emitAll(new ReportBlock(bytes, 0, bytes.length), part.at(), sequence);
            }
            sequence += part.reports();
        }
        emitAll(own, at.reports(), sequence);
    }

    private byte[] read(BlockAt at) {
        try {
            return files.read(at);
        } catch (IOException e) {
            throw new JournalException(
                    "Reports at byte " + at.position() + " of segment " + at.segment() + " can't be read: " + e, e);
        }
    }

    private void emitAll(ReportBlock block, BlockAt lies, long from) {
        long sequence = from;
        for (StoredReport report : StoredReport.in(block)) {
            if (report.isSound()) {
                emit(report, lies, from / Outbound.MAX_REPORTS_PER_FRAME, Frame.UNROUTED, sequence);
            }
            sequence++;
        }
    }

    @Override
    public void moved(Frame.Moved frame, PlacedFrame at) {
        List<StoredReport> copies = StoredReport.in(frame.reports());
        for (int i = 0; i < Math.min(copies.size(), frame.places().size()); i++) {
            Frame.MovedTo place = frame.places().get(i);
            StoredReport report = copies.get(i);
            if (report.isSound()) {
                emit(report, at.reports(), at.sequence(), place.partition(), place.sequence());
            }
        }
    }

    @Override
    public void parked(Parking.Parked frame, PlacedFrame at) {
        for (StoredReport report : StoredReport.in(frame.reports())) {
            if (report.isSound()) {
                emit(report, at.reports(), at.sequence(), frame.partition(), frame.sequence());
            }
        }
    }

    /**
     * Writes a report out if it is wanted.
     *
     * @param holder the frame that holds, or has placed, this copy
     * @param copiedFrom the partition from which it was copied; {@link Frame#UNROUTED} if it wasn't in one, or is no copy
     * @param placed the place that it got first
     */
    private void emit(StoredReport report, BlockAt lies, long holder, int copiedFrom, long placed) {
        topics.add(report.topic());
        long first = placed / Outbound.MAX_REPORTS_PER_FRAME;
        Long anew = history.placedAnew(first);
        long frame = anew == null ? first : anew;
        long sequence = frame * Outbound.MAX_REPORTS_PER_FRAME + placed % Outbound.MAX_REPORTS_PER_FRAME;
        if (history.isCopiedAfter(placed, holder) || history.isCopiedAfter(sequence, holder)) {
            return;
        }
        Integer partition = copiedFrom;
        if (copiedFrom == Frame.UNROUTED) {
            Integer chosen = history.chosen(sequence);
            partition = chosen != null ? chosen : report.partition(sequence, history.countFor(report.topic(), frame));
        }
        for (ParkingHistory.Anew next = history.parking().retried(sequence);
                next != null;
                next = history.parking().retried(sequence)) {
            partition = next.partition();
            sequence = next.sequence();
            if (history.isCopiedAfter(sequence, holder)) {
                return;
            }
        }
        ReportState state = stateOf(report.topic(), partition, sequence, first);
        if (filter.takes(report.topic(), partition, state, report.timestampMs())) {
            String where = "segment " + lies.segment() + " byte " + (lies.position() + report.offset());
            String parked = history.parking().parked(sequence);
            String reason = parked != null ? parked : history.parking().dropped(sequence);
            out.accept(ReportLine.of(report, partition, sequence, state, reason, where));
        }
    }

    /** Whether there was a report of this topic. */
    boolean met(String topic) {
        return topics.contains(topic);
    }

    private ReportState stateOf(String topic, @Nullable Integer partition, long sequence, long frame) {
        if (history.isRolledBack(frame)) {
            return ReportState.ROLLED_BACK;
        }
        if (undecided.contains(frame)) {
            return ReportState.UNDECIDED;
        }
        if (history.parking().parked(sequence) != null) {
            return ReportState.PARKED;
        }
        if (history.parking().dropped(sequence) != null) {
            return ReportState.DROPPED;
        }
        return partition != null && history.isDelivered(topic, partition, sequence)
                ? ReportState.DELIVERED
                : ReportState.UNDELIVERED;
    }

    @Override
    public void branchPart(Frame.BranchPart frame, PlacedFrame at) {
        parts.computeIfAbsent(frame.branch(), one -> new ArrayList<>())
                .add(new Part(at.reports(), StoredReport.in(frame.reports()).size()));
    }

    @Override
    public void branchDropped(Frame.BranchDropped frame, PlacedFrame at) {
        parts.remove(frame.branch());
    }

    @Override
    public void opened(Frame.Opened frame, PlacedFrame at) {
        parts.clear();
    }

    @Override
    public void snapshot(Frame.Snapshot frame, PlacedFrame at) {
        if (first) {
            first = false;
            frame.parts()
                    .forEach(part -> parts.computeIfAbsent(part.branch(), one -> new ArrayList<>())
                            .add(new Part(part.at(), part.reports())));
        }
    }
}
