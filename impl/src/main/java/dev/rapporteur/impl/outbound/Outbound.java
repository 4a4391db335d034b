package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Fold;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.ReportBlock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The outbound state: a pure fold over the journal's frames. Live and after a restart the same code applies the same frames
 * in the same order; whatever decides whether, where or in what order a report goes is a frame, or follows from one.
 *
 * <p>Frames are applied by the journal's thread alone. What other threads read (known counts, prepared branches, buffers,
 * totals) is safe for them and never waits for that thread.
 */
public final class Outbound implements Fold, Routes {

    /** A frame holds at most this many reports: a report's sequence is its frame's, then its index within the frame. */
    public static final int MAX_REPORTS_PER_FRAME = 1 << 20;

    /** So many openings are remembered by their incarnations. */
    private static final int MAX_INCARNATIONS = 1024;

    private record At(long sequence, int segment) {
        /** The sequence of a report: follows from the frame alone, so that it is the same in every life. */
        long sequenceOf(int index) {
            if (index >= MAX_REPORTS_PER_FRAME) {
                throw new IllegalStateException(
                        "Frame " + sequence + " holds more than " + MAX_REPORTS_PER_FRAME + " reports");
            }
            return sequence * MAX_REPORTS_PER_FRAME + index;
        }
    }

    private final OutboundListener listener;
    private final MemoryBudget memory;
    private final LongSupplier clockMs;
    private final Applier applier = new Applier();
    private final Map<String, TopicState> topics = new TreeMap<>();
    private final LiveSegments live = new LiveSegments();
    private final List<Long> incarnations = new ArrayList<>();
    private boolean untouched = true;

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final Map<PartitionId, PartitionBuffer> buffers = new ConcurrentHashMap<>();
    private final Map<BranchXid, PreparedBranch> prepared = new ConcurrentHashMap<>();
    private final Map<BranchXid, Frame.BranchDecided> heuristics = new ConcurrentHashMap<>();
    /** Topics without a Route, with the time since when reports wait for them. */
    private final Map<String, Long> wanted = new ConcurrentHashMap<>();

    private final OutboundTotals totals = new OutboundTotals();

    /**
     * An empty state.
     *
     * @param listener is told what has become ready
     * @param memory is charged with the reports' bytes
     * @param clockMs milliseconds, for ages only: no frame's meaning depends on it
     */
    public Outbound(OutboundListener listener, MemoryBudget memory, LongSupplier clockMs) {
        this.listener = listener;
        this.memory = memory;
        this.clockMs = clockMs;
    }

    @Override
    public void apply(Frame frame, long sequence, int segment) {
        frame.accept(applier, new At(sequence, segment));
        untouched = false;
    }

    @Override
    public int oldestLiveSegment() {
        return live.oldest();
    }

    @Override
    public Frame.Snapshot snapshot() {
        List<Frame.Route> routes = new ArrayList<>();
        List<Position> positions = new ArrayList<>();
        for (TopicState topic : topics.values()) {
            if (topic.partitionCount() > 0) {
                routes.add(new Frame.Route(topic.name(), topic.partitionCount()));
            }
            for (PartitionBuffer buffer : topic.buffers()) {
                if (buffer.deliveredSequence() > 0) {
                    positions.add(new Position(topic.name(), buffer.id().number(), buffer.deliveredSequence()));
                }
            }
        }
        List<Frame.BranchDecided> decided = new ArrayList<>(heuristics.values());
        decided.sort(Comparator.comparing(one -> one.xid().toString()));
        return new Frame.Snapshot(List.copyOf(incarnations), routes, positions, decided);
    }

    /** The topic's partition count; 0 if it isn't known. For any thread. */
    @Override
    public int partitionCount(String topic) {
        return counts.getOrDefault(topic, 0);
    }

    /** The topics with a known Route. For any thread. */
    public Collection<String> knownTopics() {
        return List.copyOf(counts.keySet());
    }

    /** The topics without a Route that reports wait for. For any thread. */
    public Set<String> wantedTopics() {
        return Set.copyOf(wanted.keySet());
    }

    /** All partitions that had reports. For any thread. */
    public Collection<PartitionBuffer> partitions() {
        return List.copyOf(buffers.values());
    }

    /** The sums. For any thread. */
    public OutboundTotals totals() {
        return totals;
    }

    /** Whether the branch is prepared and not decided. For any thread. */
    public boolean isPrepared(BranchXid xid) {
        return prepared.containsKey(xid);
    }

    /** What an operator decided about the branch and the transaction manager has not forgotten; null if nothing. */
    public @Nullable Decision heuristicDecision(BranchXid xid) {
        Frame.BranchDecided decided = heuristics.get(xid);
        return decided == null ? null : decided.decision();
    }

    /** What a recovery scan lists: prepared branches, and those decided by an operator. For any thread. */
    public List<BranchXid> recoverable() {
        Set<BranchXid> xids = new LinkedHashSet<>(prepared.keySet());
        xids.addAll(heuristics.keySet());
        return List.copyOf(xids);
    }

    /** How many branches wait for their decision. For any thread. */
    public int preparedCount() {
        return prepared.size();
    }

    /** Branches undecided for at least so long that partitions still wait for. For any thread. */
    public List<BranchXid> undecidedFor(long ageMs) {
        long before = clockMs.getAsLong() - ageMs;
        return prepared.values().stream()
                .filter(branch -> !branch.released() && branch.placement().atMs() <= before)
                .map(PreparedBranch::xid)
                .toList();
    }

    /** When the oldest report that waits was applied here, by the engine's clock; {@link Long#MAX_VALUE} if none waits. */
    public long oldestMs() {
        long oldest = Long.MAX_VALUE;
        for (PartitionBuffer buffer : buffers.values()) {
            oldest = Math.min(oldest, buffer.oldestMs());
        }
        for (long sinceMs : wanted.values()) {
            oldest = Math.min(oldest, sinceMs);
        }
        return oldest;
    }

    private TopicState topic(String name) {
        return topics.computeIfAbsent(name, TopicState::new);
    }

    private PartitionBuffer buffer(TopicState topic, int partition) {
        return topic.buffer(partition, () -> newBuffer(topic.name(), partition, 0));
    }

    private PartitionBuffer newBuffer(String topic, int partition, long delivered) {
        PartitionBuffer buffer = new PartitionBuffer(new PartitionId(topic, partition), delivered);
        buffers.put(buffer.id(), buffer);
        return buffer;
    }

    /** Gives each report of the block its place, or keeps it until its topic's Route is known. */
    private Placement place(ReportBlock block, At at, Placement.State state) {
        Placement placement = new Placement(block, at.segment(), clockMs.getAsLong(), state);
        TopicState topic = null;
        int topicAt = 0;
        int index = 0;
        for (int offset = block.offset(); offset < block.end(); offset += EncodedReport.size(block.bytes(), offset)) {
            if (topic == null || !EncodedReport.sameTopic(block.bytes(), topicAt, block.bytes(), offset)) {
                topic = topic(EncodedReport.topic(block.bytes(), offset));
                topicAt = offset;
            }
            placement.add();
            long sequence = at.sequenceOf(index++);
            if (topic.partitionCount() == 0) {
                topic.keepUnrouted(placement, offset, sequence);
                want(topic.name());
            } else {
                place(topic, placement, offset, sequence);
            }
        }
        return placement;
    }

    private void place(TopicState topic, Placement placement, int offset, long sequence) {
        buffer(topic, topic.partitionOf(placement.block().bytes(), offset, sequence))
                .place(placement, offset, sequence);
    }

    private void want(String topic) {
        if (wanted.putIfAbsent(topic, clockMs.getAsLong()) == null) {
            listener.topicWanted(topic);
        }
    }

    private void committed(Placement placement) {
        totals.committed(placement.entries(), placement.block().length());
        placement.partitions().forEach(listener::ready);
    }

    /** The block's reports are all gone: its memory and its segment are no longer needed for it. */
    private void drop(ReportBlock block, int segment) {
        memory.release(block.length());
        live.remove(segment);
    }

    private void adopt(ReportBlock block, int segment) {
        memory.adopt(block.length());
        live.add(segment);
    }

    /** One method for each kind of frame. */
    private final class Applier implements Frame.Visitor<At> {

        @Override
        public void opened(Frame.Opened frame, At at) {
            incarnations.add(frame.incarnation());
            if (incarnations.size() > MAX_INCARNATIONS) {
                incarnations.remove(0);
            }
        }

        @Override
        public void route(Frame.Route frame, At at) {
            TopicState topic = topic(frame.topic());
            topic.route(frame.partitions());
            counts.put(topic.name(), topic.partitionCount());
            wanted.remove(topic.name());
            topic.drainUnrouted((placement, offset, sequence) -> place(topic, placement, offset, sequence));
            topic.buffers().forEach(listener::ready);
        }

        @Override
        public void reports(Frame.Reports frame, At at) {
            adopt(frame.reports(), at.segment());
            committed(place(frame.reports(), at, Placement.State.COMMITTED));
        }

        @Override
        public void branchPrepared(Frame.BranchPrepared frame, At at) {
            adopt(frame.reports(), at.segment());
            Placement placement = place(frame.reports(), at, Placement.State.UNDECIDED);
            PreparedBranch branch = new PreparedBranch(frame.xid(), frame.reports(), placement);
            if (prepared.put(frame.xid(), branch) != null) {
                throw new IllegalStateException("Branch " + frame.xid() + " was prepared twice");
            }
        }

        @Override
        public void branchDecided(Frame.BranchDecided frame, At at) {
            if (frame.heuristic()) {
                // Before it is no longer prepared, so that no recovery scan misses it; and also when the branch's own
                // frame is gone, for such a frame is only written while the branch is prepared and nobody else decides.
                heuristics.put(frame.xid(), frame);
            }
            PreparedBranch branch = prepared.remove(frame.xid());
            if (branch == null) {
                return; // decided before, and this is the same again; or its segment has gone since
            }
            Placement placement = branch.placement();
            if (frame.decision() == Decision.COMMIT) {
                commit(branch, at);
            } else {
                if (!branch.released()) {
                    vacate(placement);
                }
                drop(branch.block(), placement.segment());
                placement.partitions().forEach(listener::ready);
            }
        }

        private void vacate(Placement placement) {
            placement.vacate();
            for (TopicState topic : placement.unrouted()) {
                if (!topic.wanting()) {
                    wanted.remove(topic.name());
                }
            }
        }

        private void commit(PreparedBranch branch, At at) {
            Placement placement = branch.placement();
            if (branch.released()) {
                At home = new At(at.sequence(), placement.segment());
                committed(place(branch.block(), home, Placement.State.COMMITTED));
            } else {
                placement.commit();
                committed(placement);
            }
        }

        @Override
        public void branchForgotten(Frame.BranchForgotten frame, At at) {
            heuristics.remove(frame.xid());
        }

        @Override
        public void released(Frame.Released frame, At at) {
            PreparedBranch branch = prepared.get(frame.xid());
            if (branch != null && !branch.released()) {
                branch.release();
                vacate(branch.placement());
                branch.placement().partitions().forEach(listener::ready);
            }
        }

        @Override
        public void delivered(Frame.Delivered frame, At at) {
            for (Position position : frame.positions()) {
                deliver(position);
            }
        }

        private void deliver(Position position) {
            PartitionBuffer buffer = buffer(topic(position.topic()), position.partition());
            for (OutboundReport report : buffer.release(position.next())) {
                Placement placement = report.placement();
                if (placement.state() == Placement.State.VACATED) {
                    continue;
                }
                totals.delivered(report.size());
                if (placement.remove()) {
                    drop(placement.block(), placement.segment());
                }
            }
        }

        @Override
        public void durableMark(Frame.DurableMark frame, At at) {}

        @Override
        public void snapshot(Frame.Snapshot frame, At at) {
            if (!untouched) {
                requireSame(frame);
                return;
            }
            incarnations.addAll(frame.incarnations());
            for (Frame.Route route : frame.routes()) {
                topic(route.topic()).route(route.partitions());
                counts.put(route.topic(), route.partitions());
            }
            for (Position position : frame.positions()) {
                topic(position.topic())
                        .buffer(
                                position.partition(),
                                () -> newBuffer(position.topic(), position.partition(), position.next()));
            }
            frame.heuristics().forEach(decided -> heuristics.put(decided.xid(), decided));
        }

        /** A snapshot says what its segment's writer had added up; reading the same frames must give the same. */
        private void requireSame(Frame.Snapshot frame) {
            Frame.Snapshot ours = Outbound.this.snapshot();
            if (!frame.equals(ours)) {
                throw new IllegalStateException(
                        "The journal's snapshot " + frame + " is not what its frames add up to: " + ours
                                + ". Keep the journal's directory and report this.");
            }
        }
    }
}
