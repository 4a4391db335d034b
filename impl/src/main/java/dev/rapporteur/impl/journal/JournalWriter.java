package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.thread.Turn;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups of frames to the active segment, syncs, applies; seals segments, moves what is alive out of old ones, lets
 * dead ones go. Owned by the journal's thread; only the volatile readings are for others.
 *
 * <p>After any exception it must not be used again: what was not synced may or may not be on the disk, and a second sync
 * would not tell.
 */
final class JournalWriter implements Closeable {

    /** So long after the last frame the journal counts as idle, and is marked durable to its end. */
    private static final long MARK_AFTER_NANOS = 10_000_000;
    /** So long, at most, lazy frames stay unsynced. */
    private static final long SYNC_AFTER_NANOS = 1_000_000_000;

    /** Each other frame leaves room for a LogStart and the mark that proves it, so that a full disk gets free. */
    private static final int KEPT_BYTES =
            FrameCodec.encode(Frame.LogStart.FIRST).size()
                    + FrameCodec.encode(new Frame.DurableMark(false)).size();

    private final JournalDirectory directory;
    private final JournalSettings settings;
    private final Fold fold;
    private final SegmentShelf shelf;
    private final Cleaning cleaning;
    private final LongSupplier nanoTime;
    private final SegmentFiles files;
    private @Nullable SegmentWriter active;
    private long sequence;
    private long durable;
    /** The last sequence that a frame on the disk says to be durable: a harmed one up to here is never taken for torn. */
    private long proven;
    /** What the last frame written says to be durable. */
    private long told;

    private long marked;
    /** The last LogStart frame's sequence: nothing goes before it is proven. */
    private long announced;
    /** The segment that others wrote to last. When they rest, cleaning goes round the journal once, and ends behind it. */
    private int usedLast;

    private long lastWriteAt;
    private long unsyncedSince;
    private long lastSyncNanos;
    /** Bytes of the last group. */
    private long groupBytes;

    private volatile long bytes;
    private volatile @Nullable String diskFull;

    JournalWriter(
            JournalDirectory directory,
            JournalSettings settings,
            Fold fold,
            SegmentShelf shelf,
            SegmentFiles files,
            LongSupplier nanoTime) {
        this.directory = directory;
        this.settings = settings;
        this.fold = fold;
        this.shelf = shelf;
        this.files = files;
        this.cleaning = new Cleaning(settings, fold, shelf);
        this.nanoTime = nanoTime;
        this.lastWriteAt = nanoTime.getAsLong();
    }

    /** Goes on from what was found, in a segment of its own. */
    void begin(Recovery.Result found, Frame.Opened opened) throws IOException {
        found.sealed().forEach(shelf::add);
        shelf.reserve().open();
        growReserve();
        FirstSegment first = new FirstSegment(directory, fold, shelf, found);
        active = first.publish(opened);
        sequence = first.lastSequence();
        durable = sequence;
        told = found.durable();
        proven = told;
        usedLast = active.number();
        first.supersede();
        count();
        dropDead();
        cleanUpForOpenings();
    }

    /** Openings that follow each other too fast for cleaning must not let the journal outgrow its cap. */
    private void cleanUpForOpenings() throws IOException {
        int through = requireActive().number();
        while (shelf.count() > 0 && shelf.oldest() < through && isOverCap() && clean(Long.MAX_VALUE)) {
            count();
            dropDead();
            mark(false);
        }
    }

    private boolean isOverCap() {
        return bytes + (long) shelf.reserve().count() * settings.segmentBytes() > settings.maxBytes();
    }

    /** Bytes of all files that count. For any thread. */
    long bytes() {
        return bytes;
    }

    /** Why the file system takes no more reports, as a sentence; null if it does. For any thread. */
    @Nullable
    String diskFull() {
        return diskFull;
    }

    /**
     * Writes the group; syncs it if one of its appenders waits for that; applies it.
     *
     * @return what there was no room for: nothing of it was handed to the disk
     */
    List<Append> write(List<Append> group) throws IOException {
        List<Append> refused = makeRoom(group);
        List<Append> taken = refused.isEmpty() ? group : without(group, refused);
        if (taken.isEmpty()) {
            return refused;
        }
        SegmentWriter segment = requireActive();
        usedLast = segment.number();
        long before = sequence;
        boolean durably = false;
        List<BlockAt> reports = new ArrayList<>(taken.size());
        for (Append append : taken) {
            reports.add(segment.write(append.encoded(), ++sequence, durable));
            told = durable;
            durably |= append.durably();
        }
        segment.flush();
        HaltPoint.AFTER_WRITE.reached();
        noteWrite(before);
        if ((durably && settings.sync()) || lastWriteAt - unsyncedSince > SYNC_AFTER_NANOS) {
            sync(segment);
        }
        long applied = before;
        for (int i = 0; i < taken.size(); i++) {
            fold.apply(taken.get(i).frame(), ++applied, reports.get(i));
        }
        groupBytes = sizeOf(taken);
        return refused;
    }

    /** What is due after a group, when its callers have been woken. */
    void tend() throws IOException {
        fold.work();
        clean(groupBytes);
        count();
        dropDead();
    }

    private void noteWrite(long before) {
        long now = nanoTime.getAsLong();
        unsyncedSince = durable == before ? now : unsyncedSince;
        lastWriteAt = now;
    }

    private static List<Append> without(List<Append> group, List<Append> refused) {
        List<Append> rest = new ArrayList<>(group);
        rest.removeAll(refused);
        return rest;
    }

    /** Rolls to the next segment if the active one is full, and reserves what the group needs. @return what must be refused */
    private List<Append> makeRoom(List<Append> group) throws IOException {
        rollIfFull();
        if (diskFull == null) {
            growReserve();
        }
        List<Append> reports = group.stream()
                .filter(append -> append.encoded().reports().length() > 0)
                .toList();
        if ((diskFull == null || reports.isEmpty()) && hasRoom(sizeOf(group) + KEPT_BYTES)) {
            return List.of();
        }
        long needed = sizeOf(group) - sizeOf(reports) + KEPT_BYTES;
        SegmentWriter segment = requireActive();
        if (segment.size() + needed > segment.allocated() && shelf.reserve().count() > 0) {
            roll();
        }
        requireActive().reserve(needed);
        return reports;
    }

    private static long sizeOf(List<Append> group) {
        return group.stream().mapToLong(append -> append.encoded().size()).sum();
    }

    /** Spares are made a step at a time, so that no caller waits for more. */
    private void growReserve() {
        try {
            shelf.reserve().grow();
            if (shelf.reserve().isFull()) {
                diskFull = null;
            }
        } catch (IOException e) {
            noteFull(e);
        }
    }

    private void noteFull(IOException e) {
        diskFull = JournalProblem.of("No other journal file can be made, so no reports are taken", directory, e)
                .getMessage();
    }

    /** What is due when nothing waits. @return milliseconds until something is due */
    long idle() throws IOException {
        if (!shelf.reserve().isFull() && diskFull == null) {
            growReserve();
            return 0;
        }
        if (fold.work()) {
            return 0;
        }
        if (shelf.oldest() <= usedLast && clean(Long.MAX_VALUE)) {
            sync(requireActive());
            count();
            dropDead();
            return 0;
        }
        if (marked == sequence) {
            return Turn.UNTIL_RUNG;
        }
        long due = lastWriteAt + MARK_AFTER_NANOS - nanoTime.getAsLong();
        if (due > 0) {
            return 1 + TimeUnit.NANOSECONDS.toMillis(due);
        }
        mark(false);
        dropDead();
        return marked == sequence ? Turn.UNTIL_RUNG : 0;
    }

    /** Looks again whether there is room, and whether the directory is as it should be. */
    void look() throws IOException {
        directory.requireIntact();
        String missing = shelf.missing(requireActive().number());
        if (missing != null) {
            throw new IOException(missing + " was removed while it was in use");
        }
        growReserve();
        dropDead();
    }

    /** Marks the journal as closed in order. */
    void finish() throws IOException {
        dropDead();
        mark(true);
    }

    @Override
    public void close() throws IOException {
        try (files) {
            shelf.close(active);
            active = null;
        }
    }

    private void mark(boolean closing) throws IOException {
        syncAll();
        Written mark = put(new Frame.DurableMark(closing), 0, 0);
        if (mark != null) { // else the next opening is careful, as after a crash
            sync(requireActive());
            fold.apply(mark.frame(), mark.sequence(), mark.reports());
            count();
            dropAnnounced();
        }
        marked = sequence;
    }

    private SegmentWriter requireActive() {
        SegmentWriter segment = active;
        if (segment == null) {
            throw new IllegalStateException("The journal in " + directory + " has no active segment");
        }
        return segment;
    }

    private void rollIfFull() throws IOException {
        if (requireActive().size() >= settings.segmentBytes()) {
            roll();
        }
    }

    /** Seals the full segment, whole and durable, before the next one exists. */
    private void roll() throws IOException {
        syncAll();
        SegmentWriter full = requireActive();
        SegmentShelf.Draft next = shelf.draft(full.number() + 1, sequence, fold.snapshot());
        active = shelf.publish(next);
        proven = sequence;
        long content = full.size();
        full.close();
        shelf.seal(full.number(), full.allocated(), content, sequence, fold.index(full.number()));
        count();
    }

    private record Written(Frame frame, long sequence, BlockAt reports) {}

    /**
     * Writes a frame of our own, also into a full segment, if that leaves so many spares and so many bytes of the segment.
     *
     * @return null if there is no room
     */
    private @Nullable Written put(Frame frame, int spares, int bytesLeft) throws IOException {
        EncodedFrame encoded = FrameCodec.encode(frame);
        if (!hasRoom(encoded.size() + bytesLeft)) {
            if (shelf.reserve().count() <= spares) {
                return null;
            }
            roll();
            if (!hasRoom(encoded.size() + bytesLeft)) {
                return null;
            }
        }
        sequence++;
        told = durable;
        return new Written(frame, sequence, requireActive().write(encoded, sequence, durable));
    }

    private boolean hasRoom(long bytes) throws IOException {
        try {
            requireActive().reserve(bytes);
            return true;
        } catch (IOException e) {
            noteFull(e);
            return false;
        }
    }

    /** Moves a little of what keeps the oldest segment alive. Not synced: that segment stays until it is. */
    private boolean clean(long pace) throws IOException {
        Frame.Moved moved = cleaning.next(bytes, pace);
        if (moved == null) {
            return false;
        }
        rollIfFull();
        long before = sequence;
        Written written = put(moved, 1, KEPT_BYTES);
        if (written == null) {
            return false;
        }
        // So that the copies can be read where the fold now says they are.
        requireActive().flush();
        noteWrite(before);
        fold.apply(moved, written.sequence(), written.reports());
        return true;
    }

    private void syncAll() throws IOException {
        if (durable < sequence) {
            sync(requireActive());
        }
    }

    private void sync(SegmentWriter segment) throws IOException {
        long start = nanoTime.getAsLong();
        segment.sync();
        lastSyncNanos = nanoTime.getAsLong() - start;
        durable = sequence;
        proven = Math.max(proven, told);
    }

    /** How long the last sync took; 0 if frames have been written since. */
    long lastSyncNanos() {
        return durable == sequence ? lastSyncNanos : 0;
    }

    /**
     * Lets dead segments go. Before the first goes, it is on the disk that they may, and so are the copies of what lived there,
     * and these are missed if they are harmed; and before that is said of others, they have gone.
     */
    private void dropDead() throws IOException {
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

    private int live() {
        return Math.min(fold.oldestLiveSegment(), requireActive().number() - keptSealed());
    }

    /** From the newest sealed segment the active one's head can be told, should it be harmed; it stays unless space is short. */
    private int keptSealed() {
        return shelf.reserve().count() > 0 ? 1 : 0;
    }

    private void announce(Frame.LogStart start) throws IOException {
        EncodedFrame encoded = FrameCodec.encode(start);
        if (!hasRoom(encoded.size())) {
            return; // then the next segment must come first
        }
        long before = sequence;
        sequence++;
        told = durable;
        BlockAt reports = requireActive().write(encoded, sequence, durable);
        noteWrite(before);
        fold.apply(start, sequence, reports);
        announced = sequence;
    }

    private void count() {
        SegmentWriter segment = active;
        bytes = shelf.sealedBytes() + (segment == null ? 0 : segment.size()) + fold.indexBytes();
    }
}
