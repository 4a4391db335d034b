package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.ReportBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies what is alive in the oldest segment, a little at a time: the runs that lie in it one after the other, and what stands
 * aside in it. Of the journal thread.
 */
final class Moving {

    private static final int CHUNK_BYTES = 128 * 1024;

    /** Reports to copy, of one partition's queue, of a branch that stands aside, or of a partition's parked ones. */
    private record Batch(
            int partition,
            @Nullable PartitionBuffer buffer,
            @Nullable PreparedBranch aside,
            @Nullable PartitionId parked,
            EntryList entries) {}

    private final Topics topics;
    private final Branches branches;
    private final ParkedReports parked;
    private final SegmentListing listing;
    private final Findings findings;
    private final Deque<Batch> batches = new ArrayDeque<>();
    private int segment;
    private int stuck;
    private int next;
    private int plannedAt;
    private @Nullable ReportChunk chunk;

    Moving(Topics topics, Branches branches, ParkedReports parked, SegmentListing listing, Findings findings) {
        this.topics = topics;
        this.branches = branches;
        this.parked = parked;
        this.listing = listing;
        this.findings = findings;
    }

    /** The next copies, or null. */
    Frame.@Nullable Moved next(int oldest, int maxBytes) {
        if (oldest == stuck || branches.hasPartsIn(oldest) || isToBeDealt(oldest)) {
            return null;
        }
        if (oldest != segment || batches.isEmpty() || plannedAt != topics.dealings()) {
            plan(oldest);
        }
        List<Frame.MovedTo> places = new ArrayList<>();
        ByteBuffer copies = ByteBuffer.allocate(0);
        while (!batches.isEmpty() && copies.position() < maxBytes) {
            Batch batch = batches.getFirst();
            if (next >= batch.entries().count()) {
                batches.remove();
                next = 0;
                continue;
            }
            copies = copy(batch, next++, places, copies);
        }
        return places.isEmpty() ? null : new Frame.Moved(places, new ReportBlock(copies.array(), 0, copies.position()));
    }

    /** What waits to be dealt out is dealt out first: a copy must say which partition it is in. */
    private boolean isToBeDealt(int oldest) {
        boolean any = false;
        for (TopicState topic : topics.all()) {
            if (topic.hasToDealIn(oldest)) {
                topic.askToDeal();
                any = true;
            }
        }
        return any;
    }

    private void plan(int oldest) {
        segment = oldest;
        plannedAt = topics.dealings();
        next = 0;
        batches.clear();
        for (TopicState topic : topics.all()) {
            topic.unrouted(runs -> plan(runs, Frame.UNROUTED, null));
            for (PartitionBuffer buffer : List.copyOf(topic.buffers())) {
                buffer.with(runs -> plan(runs, buffer.id().number(), buffer));
            }
        }
        branches.allPrepared().forEach(branch -> {
            if (branch.released()) {
                batches.add(new Batch(Frame.UNROUTED, null, branch, null, asideIn(branch)));
            }
        });
        parked.in(oldest)
                .forEach((partition, entries) ->
                        batches.add(new Batch(partition.number(), null, null, partition, entries)));
    }

    private EntryList asideIn(PreparedBranch branch) {
        EntryList aside = new EntryList();
        branch.moved().forEach((sequence, at) -> {
            if (at.segment() == segment) {
                aside.add(sequence, at.position(), at.length(), 0);
            }
        });
        return aside;
    }

    private RunQueue plan(RunQueue runs, int partition, @Nullable PartitionBuffer buffer) {
        for (Run run : runs.runs()) {
            if (run.segment == segment) {
                batches.add(new Batch(partition, buffer, null, null, listing.alive(run)));
            }
        }
        return runs;
    }

    /** Adds a copy of a report that is still alive. */
    private ByteBuffer copy(Batch batch, int index, List<Frame.MovedTo> places, ByteBuffer copies) {
        long sequence = batch.entries().sequence(index);
        if (isGone(batch, sequence)) {
            return copies;
        }
        byte[] bytes = read(batch.entries(), index);
        if (bytes == null) {
            // What comes after it in the run stays behind it: moved alone it would seem to be all that is left.
            next = batch.entries().count();
            return copies;
        }
        places.add(new Frame.MovedTo(sequence, batch.partition()));
        ByteBuffer room = copies.remaining() >= bytes.length ? copies : grown(copies, bytes.length);
        return room.put(bytes);
    }

    /** Since it was planned a report may have been delivered, rolled back, parked; or what stood aside has a fate. */
    private boolean isGone(Batch batch, long sequence) {
        PartitionBuffer buffer = batch.buffer();
        PreparedBranch aside = batch.aside();
        long frame = Outbound.frameOf(sequence);
        if (batch.parked() != null) {
            return parked.find(batch.parked(), sequence) == null;
        }
        return aside != null
                ? branches.bySequence(frame) != aside
                : branches.isVacated(frame)
                        || parked.hasLeft(sequence)
                        || (buffer != null && sequence < buffer.deliveredSequence());
    }

    private static ByteBuffer grown(ByteBuffer copies, int size) {
        ByteBuffer larger = ByteBuffer.allocate(2 * copies.capacity() + size);
        return larger.put(copies.flip());
    }

    private byte @Nullable [] read(EntryList entries, int index) {
        BlockAt at = new BlockAt(segment, entries.position(index), entries.size(index));
        try {
            chunk().read(segment, new EntrySpan(entries, index, entries.count()));
            byte[] bytes = new byte[at.length()];
            chunk().copy(entries, index, bytes, 0);
            if (EncodedReport.isSound(bytes, 0, at.length())) {
                return bytes;
            }
            stay("its checksum is wrong", at);
        } catch (IOException e) {
            stay(String.valueOf(e.getMessage()), at);
        }
        return null;
    }

    private ReportChunk chunk() {
        ReportChunk now = chunk;
        if (now == null) {
            now = new ReportChunk(listing.reader().files(), CHUNK_BYTES);
            chunk = now;
        }
        return now;
    }

    /** What can't be read can't be moved: the segment stays, for whoever may still read it. */
    private void stay(String why, BlockAt at) {
        findings.note("A report at byte " + at.position() + " of segment " + at.segment() + " can't be read: " + why
                + ". The segment and all later ones are kept.");
        stuck = at.segment();
    }
}
