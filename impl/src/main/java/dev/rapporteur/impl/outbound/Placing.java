package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.ReportBlock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Gives reports their places in the partitions' queues. Of the journal thread. */
final class Placing {

    private final Topics topics;
    private final Branches branches;
    private final ParkedReports parked;
    private final SegmentListing listing;
    private final MemoryBudget memory;
    private final LongSupplier clockMs;

    Placing(
            Topics topics,
            Branches branches,
            ParkedReports parked,
            SegmentListing listing,
            MemoryBudget memory,
            LongSupplier clockMs) {
        this.topics = topics;
        this.branches = branches;
        this.parked = parked;
        this.listing = listing;
        this.memory = memory;
        this.clockMs = clockMs;
    }

    /** What a frame has placed. */
    static final class Placed {
        private final Set<PartitionBuffer> partitions = new LinkedHashSet<>();
        private int reports;

        Set<PartitionBuffer> partitions() {
            return partitions;
        }

        int reports() {
            return reports;
        }
    }

    /** Places the reports of a branch's parts and then those of the frame itself. */
    Placed place(FrameApplier.At at, long branch, ReportBlock own, Fate fate, @Nullable PreparedBranch prepared) {
        Placed placed = new Placed();
        if (branch != Frame.NO_PARTS) {
            for (Frame.Part part : branches.takeParts(branch)) {
                placePart(at, part, fate, prepared, placed);
                branches.partPlaced(part);
            }
        }
        HeldBytes held = hold(own);
        place(at, own, at.reports(), fate, prepared, held, placed);
        if (held != null) {
            held.release();
        }
        return placed;
    }

    /** A part whose segment has gone since was delivered or copied long ago: this is history being read. */
    private void placePart(
            FrameApplier.At at, Frame.Part part, Fate fate, @Nullable PreparedBranch prepared, Placed placed) {
        byte[] bytes = listing.readIfThere(part.at(), at.sequence());
        int before = placed.reports;
        if (bytes == null) {
            listing.closeRuns();
            if (prepared != null) {
                prepared.addBlock(sequenceOf(at.sequence(), placed.reports), part.at());
                prepared.miss(part.reports());
            }
        } else {
            place(at, new ReportBlock(bytes, 0, bytes.length), part.at(), fate, prepared, null, placed);
        }
        placed.reports = before + part.reports(); // also those that can't be read have their sequences
    }

    private @Nullable HeldBytes hold(ReportBlock block) {
        long charged = (long) block.length() + HeldBytes.OVERHEAD;
        return block.length() > 0 && listing.isSettled() && memory.tryHold(charged)
                ? new HeldBytes(memory, block.bytes(), charged)
                : null;
    }

    private void place(
            FrameApplier.At at,
            ReportBlock block,
            BlockAt lies,
            Fate fate,
            @Nullable PreparedBranch prepared,
            @Nullable HeldBytes held,
            Placed placed) {
        TopicState topic = null;
        int topicAt = 0;
        byte[] bytes = block.bytes();
        if (prepared != null && block.length() > 0) {
            prepared.addBlock(sequenceOf(at.sequence(), placed.reports), lies);
        }
        for (int offset = block.offset(); offset < block.end(); ) {
            if (topic == null || !EncodedReport.sameTopic(bytes, topicAt, bytes, offset)) {
                topic = topics.topic(EncodedReport.topic(bytes, offset));
                topicAt = offset;
            }
            int size = EncodedReport.size(bytes, offset);
            BlockAt report = new BlockAt(lies.segment(), lies.position() + offset - block.offset(), size);
            long sequence = sequenceOf(at.sequence(), placed.reports);
            PartitionBuffer.Loaded loaded = held == null ? null : new PartitionBuffer.Loaded(held, offset);
            int turn = TopicState.turnOf(bytes, offset);
            int partition = placeOne(topic, turn, report, at.segment(), sequence, fate, loaded, placed);
            if (prepared != null) {
                prepared.add(new PreparedBranch.Target(topic.name(), partition), 1, size);
            }
            placed.reports++;
            offset += size;
        }
    }

    private static long sequenceOf(long frame, int index) {
        if (index >= Outbound.MAX_REPORTS_PER_FRAME) {
            throw new IllegalStateException(
                    "Frame " + frame + " places more than " + Outbound.MAX_REPORTS_PER_FRAME + " reports");
        }
        return Outbound.firstOf(frame) + index;
    }

    /** @return the partition, or {@link Frame#UNROUTED} */
    private int placeOne(
            TopicState topic,
            int turn,
            BlockAt report,
            int listedIn,
            long sequence,
            Fate fate,
            PartitionBuffer.@Nullable Loaded loaded,
            Placed placed) {
        listing.count();
        long nowMs = clockMs.getAsLong();
        if (topic.mustWait(turn)) {
            boolean first = !topic.wanting();
            topic.unrouted(runs -> {
                runs.add(report, listedIn, sequence, turn, RunQueue.Gap.NONE, nowMs);
                return runs;
            });
            if (topic.partitionCount() > 0) {
                topic.setBarriers();
            }
            if (first) {
                topics.want(topic);
            }
            return Frame.UNROUTED;
        }
        int partition = TopicState.partitionOf(turn, sequence, topic.partitionCount());
        PartitionBuffer buffer = topics.buffer(topic, partition);
        buffer.place(report, listedIn, sequence, fate, loaded, turn, nowMs);
        placed.partitions.add(buffer);
        return partition;
    }

    /** The Route is known: what waits for it and is listed in memory goes to its partitions at once. */
    void dealActive(TopicState topic) {
        for (Run run : topic.unrouted(runs -> List.copyOf(runs.runs()))) {
            if (run.entries != null) {
                deal(topic, run);
            }
        }
    }

    private PartitionBuffer dealTo(TopicState topic, int turn, long sequence, int size) {
        int partition = TopicState.partitionOf(turn, sequence, topic.firstCount());
        PreparedBranch branch = branches.bySequence(Outbound.frameOf(sequence));
        if (branch != null) {
            branch.dealt(topic.name(), partition, size);
        }
        return topics.buffer(topic, partition);
    }

    /**
     * Deals out the oldest run of those that waited for the topic's Route.
     *
     * @return the partitions that got some; none if all was delivered before
     */
    Set<PartitionBuffer> dealOldest(TopicState topic) {
        Run run = topic.toDeal();
        return run == null ? Set.of() : deal(topic, run);
    }

    private Set<PartitionBuffer> deal(TopicState topic, Run run) {
        EntryList entries = listing.alive(run);
        Map<PartitionBuffer, Run> open = new LinkedHashMap<>();
        for (int i = 0; i < entries.count(); i++) {
            long sequence = entries.sequence(i);
            PartitionBuffer buffer = dealTo(topic, entries.turn(i), sequence, entries.size(i));
            if (sequence >= buffer.deliveredSequence()
                    && !parked.hasLeft(sequence)
                    && !buffer.hasElsewhere(sequence, run.segment)) {
                Run last = open.get(buffer);
                if (last == null || buffer.hasBetween(last.last, sequence)) {
                    if (last != null) {
                        buffer.deal(last);
                    }
                    last = dealtRun(run, sequence);
                    open.put(buffer, last);
                }
                last.append(sequence, entries.position(i), entries.size(i), entries.turn(i));
            }
        }
        open.forEach(PartitionBuffer::deal);
        topics.dealt();
        topic.unrouted(runs -> {
            runs.remove(run);
            return runs;
        });
        topic.setBarriers();
        return open.keySet();
    }

    /**
     * Reports take the places that were chosen for them, in front of all that came after. What has left its place meanwhile is
     * passed over.
     */
    void placeChosen(Frame.Chosen frame, FrameApplier.At at) {
        TopicState topic = topics.topic(frame.topic());
        boolean settled = listing.isSettled();
        placeChosen(topic, frame, at.segment(), settled);
        topics.dealt();
        topic.chosenBelow(frame.next());
        topic.unrouted(runs -> {
            runs.dropBelow(frame.next(), settled);
            return runs;
        });
        topic.setBarriers();
    }

    private void placeChosen(TopicState topic, Frame.Chosen frame, int listedIn, boolean settled) {
        Map<PartitionBuffer, Run> open = new LinkedHashMap<>();
        for (Frame.ChosenPlace place : frame.places()) {
            long sequence = place.sequence();
            long placer = Outbound.frameOf(sequence);
            if (branches.isVacated(placer)) {
                continue;
            }
            BlockAt said = new BlockAt(frame.segment(), place.position(), place.size());
            // Both frames may have been written again since, after a crash; the one that has placed it comes first.
            BlockAt known = topic.unrouted(runs -> runs.lying(sequence));
            BlockAt lies = known == null ? said : known;
            if (!settled && !listing.isThere(lies.segment())) {
                listing.closeRuns();
                continue; // this is history: delivered or copied long ago
            }
            listing.count();
            if (settled) {
                boolean unused = topic.unrouted(runs -> runs.forget(sequence, place.size()));
            }
            PartitionBuffer buffer = topics.buffer(topic, place.partition());
            Run last = open.get(buffer);
            // While history is read, what lies between two of them may not be known here.
            if (last == null || !settled || last.segment != lies.segment() || buffer.hasBetween(last.last, sequence)) {
                if (last != null) {
                    buffer.deal(last);
                }
                last = new Run(lies.segment(), listedIn, sequence, clockMs.getAsLong());
                last.closed = true;
                open.put(buffer, last);
            }
            last.append(sequence, lies.position(), lies.length(), TopicState.turnTo(place.partition()));
            PreparedBranch branch = branches.bySequence(placer);
            if (branch != null) {
                branch.dealt(topic.name(), place.partition(), place.size());
                branch.listedIn(listedIn);
            }
        }
        open.forEach(PartitionBuffer::deal);
    }

    private static Run dealtRun(Run from, long first) {
        Run run = new Run(from.segment, from.listedIn, first, from.sinceMs);
        run.dealt = from.entries == null;
        run.closed = true;
        return run;
    }

    /** A report was copied forward. */
    void relocate(Frame.MovedTo place, byte[] bytes, int offset, BlockAt copy) {
        long frame = Outbound.frameOf(place.sequence());
        if (branches.moved(frame, place.sequence(), copy) || branches.isVacated(frame)) {
            return;
        }
        TopicState topic = topics.topic(EncodedReport.topic(bytes, offset));
        if (place.partition() == Frame.UNROUTED && place.sequence() < topic.chosenBelow()) {
            return;
        }
        if (parked.moved(new PartitionId(topic.name(), place.partition()), place.sequence(), copy)) {
            return;
        }
        listing.count();
        int turn = TopicState.turnOf(bytes, offset);
        long nowMs = clockMs.getAsLong();
        boolean isNew = place.partition() == Frame.UNROUTED
                ? topic.unrouted(
                        runs -> runs.relocate(copy, copy.segment(), place.sequence(), turn, RunQueue.Gap.NONE, nowMs))
                : topics.buffer(topic, place.partition()).relocate(copy, copy.segment(), place.sequence(), turn, nowMs);
        if (isNew && place.partition() == Frame.UNROUTED && topic.partitionCount() > 0) {
            topic.setBarriers(); // no run of a partition may reach over it
        }
        PreparedBranch branch = branches.bySequence(frame);
        if (isNew && branch != null) {
            branch.found(new PreparedBranch.Target(topic.name(), place.partition()), copy.length());
        }
    }

    /** Where each of the branch's reports lies, by sequence: as it was prepared, but for those that were copied since. */
    Map<Long, BlockAt> whereLies(PreparedBranch branch, FrameApplier.At at) {
        Map<Long, BlockAt> all = new LinkedHashMap<>();
        for (Frame.Lying block : branch.blocks()) {
            byte[] bytes = listing.readIfThere(block.at(), at.sequence());
            long sequence = block.sequence();
            for (int offset = 0; bytes != null && offset < bytes.length; sequence++) {
                int size = EncodedReport.size(bytes, offset);
                all.put(sequence, new BlockAt(block.at().segment(), block.at().position() + offset, size));
                offset += size;
            }
        }
        all.putAll(branch.moved());
        return all;
    }

    /** A released branch has committed: its reports take places at the tail, in their order within each partition. */
    Placed placeAside(PreparedBranch branch, FrameApplier.At at) {
        if (!listing.isSettled()) {
            listing.closeRuns(); // some of them may have been delivered or copied long ago
        }
        Placed placed = new Placed();
        long shift = Outbound.firstOf(at.sequence()) - Outbound.firstOf(branch.sequence());
        branch.moved().forEach((sequence, lies) -> {
            byte[] bytes = listing.readIfThere(lies, at.sequence());
            if (bytes != null && bytes.length > 0) { // else delivered or copied long ago, or damaged, which was noted
                TopicState topic = topics.topic(EncodedReport.topic(bytes, 0));
                int turn = TopicState.turnOf(bytes, 0);
                placeOne(topic, turn, lies, at.segment(), sequence + shift, Fate.COMMITTED, null, placed);
            }
        });
        return placed;
    }
}
