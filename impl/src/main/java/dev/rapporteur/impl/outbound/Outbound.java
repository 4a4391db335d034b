package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Fold;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Frame.Position;
import dev.rapporteur.impl.journal.HarmedIndexException;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.journal.SegmentIndex;
import dev.rapporteur.impl.thread.Bell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The outbound state: a pure fold over the journal's frames. Live and after a restart the same code applies the same frames
 * in the same order; whatever decides whether, where or in what order a report goes is a frame, or follows from one. Of
 * sealed segments it needs only their indexes, which it makes itself.
 *
 * <p>Frames are applied by the journal's thread alone. What other threads read (known counts, prepared branches, buffers,
 * totals) is safe for them and never waits for that thread.
 */
public final class Outbound implements Fold, Routes {

    /** A branch has at most this many reports: a report's sequence is its frame's, then its index within the frame. */
    public static final int MAX_REPORTS_PER_FRAME = 1 << 20;

    static final int INDEX_BITS = 20;

    /** What a copy takes besides the report: its place in the Moved frame, and in the index. */
    private static final int COPY_BYTES = Long.BYTES + Integer.BYTES + EntryList.ENTRY_BYTES;

    /** So many openings are remembered by their incarnations. */
    private static final int MAX_INCARNATIONS = 1024;
    /** So many damaged ranges are remembered. */
    private static final int MAX_QUARANTINED = 64;

    private final OutboundListener listener;
    private final MemoryBudget memory;
    private final LongSupplier clockMs;
    private final Findings findings = new Findings();
    private final LiveSegments live = new LiveSegments();
    private final Branches branches = new Branches(live);
    private final ParkedReports parked = new ParkedReports(live);
    private final Observers observers = new Observers();
    private final Destinations destinations = new Destinations();
    private final OutboundTotals totals = new OutboundTotals(live, branches, parked);
    private final Topics topics;
    private final FrameApplier applier;
    private final SegmentListing listing;
    private final Moving moving;
    private volatile @Nullable HarmedIndexException harmedIndex;
    private Frame.LogStart logStart = Frame.LogStart.FIRST;
    private final Map<Integer, Frame.TransactionalIdUsed> transactionalIds = new ConcurrentSkipListMap<>();
    private final List<Long> incarnations = new ArrayList<>();
    private boolean closedInOrder;
    private final List<Frame.Quarantined> quarantined = new ArrayList<>();

    /**
     * An empty state.
     *
     * @param listener is told what has become ready
     * @param memory is charged with the bytes of reports in memory
     * @param clockMs milliseconds, for ages only: no frame's meaning depends on it
     */
    public Outbound(OutboundListener listener, MemoryBudget memory, LongSupplier clockMs) {
        this.listener = listener;
        this.memory = memory;
        this.clockMs = clockMs;
        this.topics = new Topics(listener, memory, live, clockMs);
        this.listing = new SegmentListing(topics, branches, parked, findings, this::quarantined);
        this.applier = new FrameApplier(this, topics, branches, parked, totals, listing, memory, listener, clockMs);
        this.moving = new Moving(topics, branches, parked, listing, findings);
    }

    /** The sequence of the frame that gave this report its place. */
    static long frameOf(long reportSequence) {
        return reportSequence >>> INDEX_BITS;
    }

    static long firstOf(long frameSequence) {
        return frameSequence << INDEX_BITS;
    }

    static long lastOf(long frameSequence) {
        return firstOf(frameSequence + 1) - 1;
    }

    @Override
    public void readFrom(SegmentFiles files) {
        listing.readFrom(files);
    }

    @Override
    public Fold scratch() {
        return new Outbound(OutboundListener.NONE, new MemoryBudget(0), clockMs);
    }

    @Override
    public void apply(Frame frame, long sequence, BlockAt reports) {
        frame.accept(applier, new FrameApplier.At(sequence, reports));
        if (observers.applied(sequence, reports.segment())) {
            listener.eventsCame();
        }
    }

    @Override
    public int oldestLiveSegment() {
        return Math.min(live.oldest(), observers.oldestKept());
    }

    @Override
    public long liveBytes() {
        return live.bytes() + parked.bytes() + (live.reports() + parked.reports()) * COPY_BYTES;
    }

    @Override
    public int undecided() {
        return branches.preparedCount();
    }

    @Override
    public SegmentIndex index(int segment) {
        return listing.index(segment);
    }

    @Override
    public Frame.LogStart logStart() {
        return logStart;
    }

    @Override
    public long indexBytes() {
        return listing.indexBytes();
    }

    @Override
    public void adopt(int segment, byte[] indexHead) {
        for (RunTable.Row row : RunTable.decode(segment, indexHead, clockMs.getAsLong())) {
            topics.adopt(row);
        }
    }

    /** A list on the disk can't be read: the journal is to be opened again, which makes it anew. For any thread. */
    void indexHarmed(HarmedIndexException harmed) {
        harmedIndex = harmed;
        listener.workWanted();
    }

    /** Deals out, a segment at a time, reports that waited for their topic's Route. */
    @Override
    public boolean work() {
        HarmedIndexException harmed = harmedIndex;
        if (harmed != null) {
            throw harmed;
        }
        boolean any = false;
        for (TopicState topic : topics.all()) {
            if (topic.takeDealWanted()) {
                any = true;
                Set<PartitionBuffer> dealt = applier.placing().dealOldest(topic);
                dealt.forEach(listener::ready);
                if (dealt.isEmpty()) {
                    topic.askToDeal();
                }
            }
        }
        return any;
    }

    @Override
    public void settle(int first) {
        listing.settle(first);
        topics.all().forEach(TopicState::setBarriers);
        topics.all().forEach(TopicState::askToDeal);
        topics.wakeAll();
    }

    @Override
    public Frame.@Nullable Moved nextMove(int segment, int maxBytes) {
        return moving.next(segment, maxBytes);
    }

    @Override
    public Frame.Snapshot snapshot() {
        return new Frame.Snapshot(
                logStart,
                List.copyOf(incarnations),
                topics.routeFrames(),
                topics.positionFrames(),
                branches.heuristicFrames(),
                branches.preparedFrames(),
                branches.partFrames(),
                branches.vacatedFrames(),
                List.copyOf(quarantined),
                parked.frames(),
                transactionalIds(),
                topics.choiceFrames(),
                observers.all(),
                destinations.frames(),
                branches.provenFrames());
    }

    @Override
    public void restore(Frame.Snapshot snapshot) {
        logStart = snapshot.logStart();
        incarnations.clear();
        incarnations.addAll(snapshot.incarnations());
        quarantined.clear();
        quarantined.addAll(snapshot.quarantined());
        snapshot.routes().forEach(route -> topics.route(route.topic(), route.partitions(), route.firstPartitions()));
        snapshot.choices().forEach(topics::restore);
        snapshot.vacated().forEach(branches::restore);
        snapshot.heuristics().forEach(decided -> branches.heuristics().put(decided.xid(), decided));
        snapshot.parts().forEach(branches::addPart);
        Map<Long, Frame.Proof> proofs = new HashMap<>();
        snapshot.proven().forEach(proven -> proofs.put(proven.sequence(), proven.proof()));
        snapshot.prepared()
                .forEach(branch -> branches.addPrepared(
                        PreparedBranch.of(branch, proofs.get(branch.sequence()), clockMs.getAsLong())));
        for (Position position : snapshot.positions()) {
            topics.buffer(position.topic(), position.partition()).release(position.next());
        }
        snapshot.parked().forEach(parked::restore);
        snapshot.transactionalIds().forEach(this::transactionalIdUsed);
        observers.restore(snapshot.observers());
        snapshot.mappings().forEach(destinations::mapped);
    }

    void transactionalIdUsed(Frame.TransactionalIdUsed used) {
        transactionalIds.put(used.number(), used);
    }

    void opened(Frame.Opened frame, long sequence) {
        observers.opened(sequence);
        closedInOrder = frame.clean();
        incarnations.add(frame.incarnation());
        if (incarnations.size() > MAX_INCARNATIONS) {
            incarnations.remove(0);
        }
        branches.dropAllParts();
    }

    void logStart(Frame.LogStart start) {
        // What could go until now has gone; what may go now may still be there.
        branches.forgetVacatedBelow(logStart.segment());
        logStart = start;
    }

    void quarantined(Frame.Quarantined range) {
        quarantined.add(range);
        if (quarantined.size() > MAX_QUARANTINED) {
            quarantined.remove(0);
        }
    }

    /** Gives back all memory that its reports hold. Nothing can be taken from its buffers any more. For any thread. */
    public void discard() {
        topics.allBuffers().forEach(PartitionBuffer::discard);
    }

    /**
     * What reads back the reports that are only in the journal.
     *
     * @param files for the thread that takes the turns
     */
    public ReadBack newReadBack(SegmentFiles files) {
        return new ReadBack(this, files, memory, listener, clockMs);
    }

    /**
     * What asks for the partitions of reports that wait for a choice.
     *
     * @param files for the thread that takes the turns
     * @param append where its frames go
     */
    public Choosing newChoosing(
            SegmentFiles files, Choosing.Chooser chooser, Function<Frame, Append> append, Bell bell) {
        return new Choosing(this, files, chooser, append, clockMs, bell);
    }

    /** Whether reports wait for choices that can be made. For any thread. */
    public boolean hasToChoose() {
        return topics.all().stream().anyMatch(TopicState::hasToChoose);
    }

    /** The topic's partition count; 0 if it isn't known. For any thread. */
    @Override
    public int partitionCount(String topic) {
        return topics.partitionCount(topic);
    }

    /** The topics with a known Route. For any thread. */
    public Collection<String> knownTopics() {
        return topics.known();
    }

    /** The topics without a Route that reports wait for. For any thread. */
    public Set<String> wantedTopics() {
        return topics.wanted();
    }

    /** All partitions that had reports. For any thread. */
    public Collection<PartitionBuffer> partitions() {
        return topics.allBuffers();
    }

    /** What waits in no partition yet, by topic. For any thread. */
    public List<PartitionReading> unrouted() {
        return topics.unrouted();
    }

    /** The reports that Kafka refused for good. For any thread. */
    public ParkedReports parked() {
        return parked;
    }

    /** Who observes what becomes of reports. For any thread. */
    public Observers observers() {
        return observers;
    }

    /** Which partitions take the reports of others. For any thread. */
    public Destinations destinations() {
        return destinations;
    }

    /** The queue of a partition; null if nothing ever stood there. For any thread. */
    public @Nullable PartitionBuffer partition(PartitionId id) {
        return topics.find(id);
    }

    /** All transactional ids that this journal ever used, by number, each with its last broker. For any thread. */
    public List<Frame.TransactionalIdUsed> transactionalIds() {
        return List.copyOf(transactionalIds.values());
    }

    /** The incarnations of the last openings, in their order, this one at last. For the journal's thread, or before it. */
    public List<Long> incarnations() {
        return List.copyOf(incarnations);
    }

    /** Whether the opening before this one has ended in order. For the journal's thread, or before it. */
    public boolean wasClosedInOrder() {
        return closedInOrder;
    }

    /** The sums. For any thread. */
    public OutboundTotals totals() {
        return totals;
    }

    /** Ranges of the journal that can't be vouched for, the last that were found. For the journal's thread. */
    public List<Frame.Quarantined> quarantined() {
        return List.copyOf(quarantined);
    }

    /** What was found wrong with reports since it was opened, as a text; null if nothing was. For any thread. */
    public @Nullable String trouble() {
        return findings.text();
    }

    /** Whether the branch is prepared and not decided. For any thread. */
    public boolean isPrepared(BranchXid xid) {
        return branches.prepared(xid) != null;
    }

    /** How many of the branches that wait for their decision a database decides. For any thread. */
    public int provenCount() {
        return (int) branches.allPrepared().stream()
                .filter(branch -> branch.proof() != null)
                .count();
    }

    /** Whether the branch is prepared, and a database decides it. For any thread. */
    public boolean isProven(BranchXid xid) {
        PreparedBranch branch = branches.prepared(xid);
        return branch != null && branch.proof() != null;
    }

    /** What an operator decided about the branch and the transaction manager has not forgotten; null if nothing. */
    public @Nullable Decision heuristicDecision(BranchXid xid) {
        Frame.BranchDecided decided = branches.heuristics().get(xid);
        return decided == null ? null : decided.decision();
    }

    /** What a recovery scan lists: branches prepared for the transaction manager, or decided by an operator. For any thread. */
    public List<BranchXid> recoverable() {
        return branches.recoverable();
    }

    /** How many branches wait for their decision. For any thread. */
    public int preparedCount() {
        return branches.preparedCount();
    }

    /** The branches that wait for their decision, the oldest first. For any thread. */
    public List<UndecidedBranch> undecidedBranches() {
        long nowMs = clockMs.getAsLong();
        return branches.allPrepared().stream()
                .sorted(Comparator.comparingLong(PreparedBranch::sequence))
                .map(branch -> new UndecidedBranch(
                        branch.xid(),
                        branch.proof(),
                        nowMs - branch.atMs(),
                        branch.reports(),
                        branch.bytes(),
                        branch.released()))
                .toList();
    }

    /** Branches undecided for at least so long that partitions still wait for. For any thread. */
    public List<BranchXid> undecidedFor(long ageMs) {
        long before = clockMs.getAsLong() - ageMs;
        List<BranchXid> found = new ArrayList<>();
        for (PreparedBranch branch : branches.allPrepared()) {
            if (!branch.released() && branch.atMs() <= before) {
                found.add(branch.xid());
            }
        }
        return found;
    }

    /** When the oldest report that waits was placed, by the engine's clock; {@link Long#MAX_VALUE} if none waits. */
    public long oldestMs() {
        return topics.oldestMs();
    }

    /** For those in this package who look into it. */
    Topics topics() {
        return topics;
    }

    /** For those in this package who look into it. */
    Branches branches() {
        return branches;
    }

    /** For those in this package who look into it. */
    SegmentListing listing() {
        return listing;
    }
}
