package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The journal's files: sealed segments with their indexes, and the reserve of which new ones are made. Owned by the journal's
 * thread.
 */
final class SegmentShelf {

    private final JournalDirectory directory;
    private final UUID journalId;
    private final Reserve reserve;
    private final Deque<Recovery.Sealed> sealed = new ArrayDeque<>();
    private final ByteBuffer staging = SegmentWriter.newStaging();
    private long sealedBytes;

    SegmentShelf(JournalDirectory directory, UUID journalId, int segmentBytes) {
        this.directory = directory;
        this.journalId = journalId;
        this.reserve = new Reserve(directory, segmentBytes);
    }

    Reserve reserve() {
        return reserve;
    }

    /** Bytes of the sealed segments and their indexes. */
    long sealedBytes() {
        return sealedBytes;
    }

    /** The oldest sealed segment; 0 if there is none. */
    int oldest() {
        return sealed.isEmpty() ? 0 : sealed.getFirst().number();
    }

    /** The first file that should be there and is not; null if all are. */
    @Nullable
    String missing(int active) throws IOException {
        List<String> names = directory.list();
        return Stream.concat(sealed.stream().map(Recovery.Sealed::number), Stream.of(active))
                .map(SegmentName::of)
                .filter(name -> !names.contains(name))
                .findFirst()
                .orElse(null);
    }

    int count() {
        return sealed.size();
    }

    void add(Recovery.Sealed segment) {
        sealed.add(segment);
        sealedBytes += segment.bytes() + segment.indexBytes();
    }

    /**
     * Makes a segment with its header and the fold's snapshot, of a spare if there is one. Its name, and all that is written
     * to it before, lasts only after {@link #publish}.
     *
     * @throws IOException if there is no spare and no room for a new one
     */
    Draft draft(int number, long base, Frame.Snapshot snapshot) throws IOException {
        String name = reserve.take();
        while (name == null) {
            reserve.grow();
            name = reserve.take();
        }
        JournalFile file = directory.open(name);
        SegmentWriter writer = new SegmentWriter(file, number, staging);
        EncodedFrame encoded = FrameCodec.encode(snapshot);
        makeRoom(writer, SegmentHeader.SIZE + encoded.size());
        int full = Math.toIntExact(file.size());
        writer.writeHeader(new SegmentHeader(SegmentHeader.VERSION, number, journalId, base + 1, full));
        writer.write(encoded, base, base);
        return new Draft(name, writer);
    }

    /** A segment in the making. */
    record Draft(String spare, SegmentWriter writer) {}

    /** Syncs what was written, gives the segment its name, and syncs that too. */
    SegmentWriter publish(Draft draft) throws IOException {
        draft.writer().sync();
        directory.rename(draft.spare(), SegmentName.of(draft.writer().number()));
        directory.sync();
        return draft.writer();
    }

    /** Writes the index of a segment that is complete and durable, and keeps count of it from here on. */
    void seal(int number, long bytes, long contentBytes, long lastSequence, SegmentIndex index) throws IOException {
        IndexFile file = new IndexFile(number, journalId, lastSequence, contentBytes, index.head());
        long indexBytes = IndexFile.sizeOf(index);
        reserve.lend(indexBytes, () -> file.write(directory, index)); // the segment can't be read on without it
        add(new Recovery.Sealed(number, bytes, indexBytes, lastSequence));
        index.written().run();
    }

    /** Makes sure that so many more bytes can be written to a segment, though it may be at a spare's cost. */
    void makeRoom(SegmentWriter segment, long bytes) throws IOException {
        reserve.lend(bytes, () -> segment.reserve(bytes));
    }

    /** Where the log starts if the segments below this number go. */
    Frame.LogStart startAt(int live) {
        long gone = sealed.stream()
                .takeWhile(segment -> segment.number() < live)
                .mapToLong(Recovery.Sealed::lastSequence)
                .max()
                .orElse(0);
        return new Frame.LogStart(live, gone + 1);
    }

    /** Lets the segments below this number go. @return whether there were any */
    boolean dropBelow(int live) throws IOException {
        boolean any = false;
        while (!sealed.isEmpty() && sealed.getFirst().number() < live) {
            Recovery.Sealed dead = sealed.remove();
            directory.deleteIfThere(SegmentName.indexOf(dead.number()));
            reserve.recycle(SegmentName.of(dead.number()), dead.bytes());
            sealedBytes -= dead.bytes() + dead.indexBytes();
            any = true;
        }
        if (any) {
            directory.sync();
        }
        return any;
    }

    void close(@Nullable SegmentWriter active) throws IOException {
        reserve.close();
        if (active != null) {
            active.close();
        }
    }
}
