package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The frames in their order, from the oldest segment to the active one: writes, syncs, goes on in the next segment, and lets
 * dead segments go. Owned by the journal's thread; only {@link #bytes} is for others. After any exception it must not be used
 * again: what was not synced may or may not be on the disk, and a second sync would not tell.
 *
 * <p>Each frame's header says how far the log was durable when it was written. So there are five marks, all of them sequences:
 *
 * <pre>
 *  sequence   the last frame that was written: a crash may keep it, tear it or lose it
 *  durable    the last one on the disk: a sync behind it has returned
 *  told       what the last frame written says to be durable; after a crash that frame may not be there to say it
 *  proven     what a frame on the disk says to be durable: harmed up to here is damage, never taken for a torn end
 *  announced  the last LogStart frame: until it is proven, nothing that it lets go has gone
 *
 *  write      sequence + 1; told = durable
 *  sync       durable = sequence; proven = told
 *  roll       sync; proven = sequence, for the next segment begins behind it
 *  mark       sync, write, sync: proven is all but the mark itself
 * </pre>
 *
 * <p>Always proven &lt;= durable &lt;= sequence and told &lt;= durable.
 */
final class SegmentedLog implements Closeable {

    /** Each other frame leaves room for a LogStart and the mark that proves it, so that a full disk gets free. */
    private static final int KEPT_BYTES =
            FrameCodec.encode(Frame.LogStart.FIRST).size()
                    + FrameCodec.encode(new Frame.DurableMark(false)).size();

    private final JournalDirectory directory;
    private final int segmentBytes;
    private final Fold fold;
    private final SegmentShelf shelf;
    private final DiskRoom room;
    private final SegmentFiles files;
    private final LongSupplier nanoTime;
    private final FramePoints points = new FramePoints();
    private @Nullable SegmentWriter active;

    private long sequence;
    private long durable;
    private long told;
    private long proven;
    private long announced;
    /** The last sequence for which a mark was due, whether there was room for it or not. */
    private long marked;

    private long lastWriteAt;
    private long unsyncedSince;
    private long lastSyncNanos;

    private volatile long bytes;

    SegmentedLog(
            JournalDirectory directory,
            int segmentBytes,
            Fold fold,
            SegmentShelf shelf,
            DiskRoom room,
            SegmentFiles files,
            LongSupplier nanoTime) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.fold = fold;
        this.shelf = shelf;
        this.room = room;
        this.files = files;
        this.nanoTime = nanoTime;
        this.lastWriteAt = nanoTime.getAsLong();
    }

    /** Goes on from what was found, in a segment of its own. */
    void begin(Recovery.Result found, Frame.Opened opened) throws IOException {
        found.sealed().forEach(shelf::add);
        shelf.reserve().open();
        room.grow();
        FirstSegment first = new FirstSegment(directory, fold, shelf, points, found);
        active = first.publish(opened);
        sequence = first.lastSequence();
        durable = sequence;
        told = found.durable();
        proven = told;
        first.supersede();
        dropDead();
    }

    /** Bytes of all files that count, as of the last {@link #dropDead} or {@link #mark}. For any thread. */
    long bytes() {
        return bytes;
    }

    long sequence() {
        return sequence;
    }

    int activeSegment() {
        return active().number();
    }

    /** When the last frame was written. */
    long lastWriteAt() {
        return lastWriteAt;
    }

    /** How long before the last frame the first one was written that is not synced. */
    long unsyncedNanos() {
        return lastWriteAt - unsyncedSince;
    }

    /** How long the last sync took; 0 if frames have been written since. */
    long lastSyncNanos() {
        return durable == sequence ? lastSyncNanos : 0;
    }

    /** Writes a frame, which has been encoded. @return where its reports lie */
    BlockAt write(Frame frame, EncodedFrame encoded) throws IOException {
        points.before(frame);
        lastWriteAt = nanoTime.getAsLong();
        if (durable == sequence) {
            unsyncedSince = lastWriteAt;
        }
        sequence++;
        told = durable;
        return active().write(encoded, sequence, durable);
    }

    /** Hands to the operating system what was written. */
    void flush() throws IOException {
        active().flush();
    }

    /** Returns when all that was written is on the disk. */
    void sync() throws IOException {
        if (durable == sequence) {
            return;
        }
        long start = nanoTime.getAsLong();
        active().sync();
        lastSyncNanos = nanoTime.getAsLong() - start;
        durable = sequence;
        proven = Math.max(proven, told);
        points.durable();
    }

    void rollIfFull() throws IOException {
        if (active().size() >= segmentBytes) {
            roll();
        }
    }

    /** Seals the full segment, whole and durable, before the next one exists. */
    private void roll() throws IOException {
        sync();
        SegmentWriter full = active();
        Frame.Snapshot snapshot = fold.snapshot();
        points.before(snapshot);
        SegmentShelf.Draft next = shelf.draft(full.number() + 1, sequence, snapshot);
        active = shelf.publish(next);
        points.durable();
        proven = sequence;
        long content = full.size();
        full.close();
        shelf.seal(full.number(), full.allocated(), content, sequence, fold.index(full.number()));
        count();
    }

    /** Whether frames of so many bytes can be written to the active segment. */
    boolean hasRoom(long bytes) {
        return room.isThere(active(), bytes + KEPT_BYTES);
    }

    /**
     * Makes room for frames of so many bytes, at a spare's cost if need be.
     *
     * @throws IOException if there is none, and no spare
     */
    void makeRoom(long bytes) throws IOException {
        long needed = bytes + KEPT_BYTES;
        if (active().size() + needed > active().allocated() && shelf.reserve().count() > 0) {
            roll();
        }
        active().reserve(needed);
    }

    /**
     * Writes copies of what lives in the oldest segment, and applies them. They need not be synced: what they were copied from
     * stays until they are proven.
     *
     * @return false if there is no room but the last spare's, which is for decisions
     */
    boolean move(Frame.Moved copies) throws IOException {
        rollIfFull();
        BlockAt reports = put(copies, 1, KEPT_BYTES);
        if (reports == null) {
            return false;
        }
        flush(); // so that the copies can be read where the fold will say they are
        fold.apply(copies, sequence, reports);
        return true;
    }

    /** Syncs, and proves that by a frame; then lets go what was announced. */
    void mark(boolean closing) throws IOException {
        sync();
        Frame.DurableMark mark = new Frame.DurableMark(closing);
        BlockAt reports = put(mark, 0, 0);
        if (reports != null) { // else the next opening is careful, as after a crash
            sync();
            fold.apply(mark, sequence, reports);
            count();
            dropAnnounced();
        }
        marked = sequence;
    }

    /** Whether nothing was written since the last mark. */
    boolean isMarked() {
        return marked == sequence;
    }

    /**
     * Writes a frame of our own, also into a full segment, if that leaves so many spares and so many bytes of the segment.
     *
     * @return where its reports lie; null if there is no room
     */
    private @Nullable BlockAt put(Frame frame, int spares, int bytesLeft) throws IOException {
        EncodedFrame encoded = FrameCodec.encode(frame);
        if (!room.isThere(active(), encoded.size() + bytesLeft)) {
            if (shelf.reserve().count() <= spares) {
                return null;
            }
            roll();
            if (!room.isThere(active(), encoded.size() + bytesLeft)) {
                return null;
            }
        }
        return write(frame, encoded);
    }

    /**
     * Lets dead segments go that were announced before, and announces the next ones. So when the first of them goes, it is
     * proven that they may; the copies of what lived there are proven with it, and would be missed.
     */
    void dropDead() throws IOException {
        count();
        dropAnnounced();
        int live = live();
        if (announced <= proven && live > fold.logStart().segment() && shelf.count() > 0 && shelf.oldest() < live) {
            announce(shelf.startAt(live));
        }
    }

    private void dropAnnounced() throws IOException {
        if (announced > proven) {
            return;
        }
        int dead = Math.min(live(), fold.logStart().segment());
        if (shelf.dropBelow(dead)) {
            files.forgetBelow(dead);
            count();
        }
    }

    /** The first segment that must stay. From the newest sealed one the active one's head can be told, should it be harmed. */
    private int live() {
        int kept = shelf.reserve().count() > 0 ? 1 : 0; // when space is short, room is worth more
        return Math.min(fold.oldestLiveSegment(), activeSegment() - kept);
    }

    private void announce(Frame.LogStart start) throws IOException {
        EncodedFrame encoded = FrameCodec.encode(start);
        if (room.isThere(active(), encoded.size())) { // else the next segment must come first
            BlockAt reports = write(start, encoded);
            fold.apply(start, sequence, reports);
            announced = sequence;
        }
    }

    private void count() {
        bytes = shelf.sealedBytes() + active().size() + fold.indexBytes();
    }

    private SegmentWriter active() {
        SegmentWriter segment = active;
        if (segment == null) {
            throw new IllegalStateException("The journal in " + directory + " has no active segment");
        }
        return segment;
    }

    @Override
    public void close() throws IOException {
        try (files) {
            shelf.close(active);
            active = null;
        }
    }
}
