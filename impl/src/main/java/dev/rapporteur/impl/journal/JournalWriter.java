package dev.rapporteur.impl.journal;

import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.thread.Turn;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups of frames to the active segment, syncs, applies; seals segments and deletes dead ones. Owned by the
 * journal's thread; only {@link #bytes} is read by others.
 *
 * <p>After any exception it must not be used again: what was not synced may or may not be on the disk, and a second sync
 * would not tell.
 */
final class JournalWriter implements Closeable {

    /** So long after the last frame the journal counts as idle, and is marked durable to its end. */
    private static final long MARK_AFTER_NANOS = 10_000_000;
    /** So long, at most, lazy frames stay unsynced. */
    private static final long SYNC_AFTER_NANOS = 1_000_000_000;

    private static final long LOOK_AFTER_NANOS = 1_000_000_000;

    private record Segment(int number, long bytes) {}

    private final JournalDirectory directory;
    private final JournalSettings settings;
    private final Fold fold;
    private final UUID journalId;
    private final LongSupplier nanoTime;
    private final ByteBuffer staging = SegmentWriter.newStaging();
    private final Deque<Segment> sealed = new ArrayDeque<>();
    private @Nullable SegmentWriter active;
    private long sequence;
    private long durable;
    private long marked;
    private long lastWriteAt;
    private long unsyncedSince;
    private long lookedAt;
    private long sealedBytes;
    private volatile long bytes;

    JournalWriter(
            JournalDirectory directory,
            JournalSettings settings,
            Fold fold,
            UUID journalId,
            Recovery.Result found,
            LongSupplier nanoTime)
            throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.fold = fold;
        this.journalId = journalId;
        this.nanoTime = nanoTime;
        this.lastWriteAt = nanoTime.getAsLong();
        this.lookedAt = lastWriteAt;
        this.sequence = found.lastSequence();
        this.durable = sequence;
        this.sealedBytes = found.bytes();
        for (int number : found.segments()) {
            try (JournalFile file = directory.open(SegmentName.of(number))) {
                sealed.add(new Segment(number, file.size()));
            }
        }
    }

    /** Starts the first segment of this opening. */
    void begin(Frame.Opened opened) throws IOException {
        int last = sealed.isEmpty() ? 0 : sealed.getLast().number();
        SegmentWriter first = createSegment(last + 1);
        active = first;
        put(first, opened);
        sync(first);
        directory.sync();
        count(first);
        fold.apply(opened, sequence, first.number());
        deleteDead();
    }

    /** Bytes of all segments. For any thread. */
    long bytes() {
        return bytes;
    }

    /** Writes the group; syncs it if one of its appenders waits for that; applies it. */
    void write(List<Append> group) throws IOException {
        requireIntact();
        SegmentWriter segment = activeWithRoom();
        long before = sequence;
        boolean durably = false;
        for (Append append : group) {
            segment.write(append.encoded(), ++sequence, durable);
            durably |= append.durably();
        }
        segment.flush();
        HaltPoint.AFTER_WRITE.reached();
        long now = nanoTime.getAsLong();
        unsyncedSince = durable == before ? now : unsyncedSince;
        lastWriteAt = now;
        if ((durably && settings.sync()) || now - unsyncedSince > SYNC_AFTER_NANOS) {
            sync(segment);
        }
        count(segment);
        long applied = before;
        for (Append append : group) {
            fold.apply(append.frame(), ++applied, segment.number());
        }
        deleteDead();
    }

    /** A removed directory takes writes and syncs as if nothing were wrong, so it is looked at, about once a second. */
    private void requireIntact() throws IOException {
        long now = nanoTime.getAsLong();
        if (now - lookedAt > LOOK_AFTER_NANOS) {
            directory.requireIntact();
            lookedAt = now;
        }
    }

    /** What is due when nothing waits: marks the journal durable to its end. @return milliseconds until something is due */
    long idle() throws IOException {
        if (marked == sequence) {
            return Turn.UNTIL_RUNG;
        }
        long due = lastWriteAt + MARK_AFTER_NANOS - nanoTime.getAsLong();
        if (due > 0) {
            return 1 + TimeUnit.NANOSECONDS.toMillis(due);
        }
        mark(false);
        return Turn.UNTIL_RUNG;
    }

    /** Marks the journal as closed in order. */
    void finish() throws IOException {
        mark(true);
    }

    @Override
    public void close() throws IOException {
        if (active != null) {
            active.close();
            active = null;
        }
    }

    private void mark(boolean closing) throws IOException {
        SegmentWriter segment = activeWithRoom();
        if (durable < sequence) {
            sync(segment);
        }
        Frame.DurableMark mark = new Frame.DurableMark(closing);
        put(segment, mark);
        sync(segment);
        count(segment);
        fold.apply(mark, sequence, segment.number());
        marked = sequence;
    }

    private SegmentWriter activeWithRoom() throws IOException {
        SegmentWriter segment = active;
        if (segment == null) {
            throw new IllegalStateException("The journal in " + directory + " has no active segment");
        }
        return segment.size() < settings.segmentBytes() ? segment : roll(segment);
    }

    /** Seals the full segment, whole and durable, before the next one exists. */
    private SegmentWriter roll(SegmentWriter full) throws IOException {
        if (durable < sequence) {
            sync(full);
        }
        full.close();
        active = null;
        sealed.add(new Segment(full.number(), full.size()));
        sealedBytes += full.size();
        SegmentWriter next = createSegment(full.number() + 1);
        sync(next);
        // So that the segment's name lasts as well as its content.
        directory.sync();
        active = next;
        count(next);
        return next;
    }

    /** A new segment with the snapshot at its head, so that older segments can go. Not synced yet. */
    private SegmentWriter createSegment(int number) throws IOException {
        SegmentWriter segment = SegmentWriter.create(directory, number, journalId, sequence + 1, staging);
        Frame.Snapshot snapshot = fold.snapshot();
        put(segment, snapshot);
        fold.apply(snapshot, sequence, number);
        return segment;
    }

    private void put(SegmentWriter segment, Frame frame) throws IOException {
        segment.write(FrameCodec.encode(frame), ++sequence, durable);
    }

    private void sync(SegmentWriter segment) throws IOException {
        segment.sync();
        durable = sequence;
    }

    private void deleteDead() throws IOException {
        int live = fold.oldestLiveSegment();
        boolean any = false;
        while (!sealed.isEmpty() && sealed.getFirst().number() < live) {
            Segment dead = sealed.remove();
            directory.delete(SegmentName.of(dead.number()));
            sealedBytes -= dead.bytes();
            any = true;
        }
        if (any) {
            directory.sync();
            bytes = sealedBytes + (active == null ? 0 : active.size());
        }
    }

    private void count(SegmentWriter segment) {
        bytes = sealedBytes + segment.size();
    }
}
