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
 * What is done with the log, and when: groups of frames are written, synced and applied; then, and when callers rest, old
 * segments are cleaned. Owned by the journal's thread; only the volatile readings are for others. After any exception it must
 * not be used again ({@link SegmentedLog}).
 */
final class JournalWriter implements Closeable {

    /** So long after the last frame the journal counts as idle, and is marked durable to its end. */
    private static final long MARK_AFTER_NANOS = 10_000_000;
    /** So long, at most, lazy frames stay unsynced. */
    private static final long SYNC_AFTER_NANOS = 1_000_000_000;

    private final JournalDirectory directory;
    private final JournalSettings settings;
    private final Fold fold;
    private final SegmentShelf shelf;
    private final DiskRoom room;
    private final SegmentedLog log;
    private final Cleaning cleaning;
    private final LongSupplier nanoTime;
    /** The segment that others wrote to last. When they rest, cleaning goes round the journal once, and ends behind it. */
    private int usedLast;

    /** Bytes of the last group. */
    private long groupBytes;

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
        this.room = new DiskRoom(directory, shelf.reserve());
        this.log = new SegmentedLog(directory, settings.segmentBytes(), fold, shelf, room, files, nanoTime);
        this.cleaning = new Cleaning(settings, fold, shelf);
        this.nanoTime = nanoTime;
    }

    /** Goes on from what was found. */
    void begin(Recovery.Result found, Frame.Opened opened) throws IOException {
        log.begin(found, opened);
        usedLast = log.activeSegment();
        cleanUpForOpenings();
    }

    /** Openings that follow each other too fast for cleaning must not let the journal outgrow its cap. */
    private void cleanUpForOpenings() throws IOException {
        int through = log.activeSegment();
        while (shelf.count() > 0 && shelf.oldest() < through && isOverCap() && clean(Long.MAX_VALUE)) {
            log.dropDead();
            log.mark(false);
        }
    }

    private boolean isOverCap() {
        return log.bytes() + (long) shelf.reserve().count() * settings.segmentBytes() > settings.maxBytes();
    }

    /** Bytes of all files that count. For any thread. */
    long bytes() {
        return log.bytes();
    }

    /** Why the file system takes no more reports, as a sentence; null if it does. For any thread. */
    @Nullable
    String diskFull() {
        return room.refusal();
    }

    /** How long the last sync took; 0 if frames have been written since. */
    long lastSyncNanos() {
        return log.lastSyncNanos();
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
        usedLast = log.activeSegment();
        long applied = log.sequence();
        boolean durably = false;
        List<BlockAt> reports = new ArrayList<>(taken.size());
        for (Append append : taken) {
            reports.add(log.write(append.frame(), append.encoded()));
            durably |= append.durably();
        }
        log.flush();
        HaltPoint.AFTER_WRITE.reached();
        if ((durably && settings.sync()) || log.unsyncedNanos() > SYNC_AFTER_NANOS) {
            log.sync();
        }
        for (int i = 0; i < taken.size(); i++) {
            fold.apply(taken.get(i).frame(), ++applied, reports.get(i));
        }
        groupBytes = sizeOf(taken);
        return refused;
    }

    private static List<Append> without(List<Append> group, List<Append> refused) {
        List<Append> rest = new ArrayList<>(group);
        rest.removeAll(refused);
        return rest;
    }

    /** Goes on in the next segment if the active one is full, and takes room for the group. @return what must be refused */
    private List<Append> makeRoom(List<Append> group) throws IOException {
        log.rollIfFull();
        if (!room.isShort()) {
            room.grow();
        }
        boolean fits = log.hasRoom(sizeOf(group));
        if (fits && !room.isShort()) {
            return List.of();
        }
        List<Append> reports = group.stream()
                .filter(append -> append.encoded().reports().length() > 0)
                .toList();
        if (fits && reports.isEmpty()) {
            return List.of();
        }
        log.makeRoom(sizeOf(group) - sizeOf(reports));
        return reports;
    }

    private static long sizeOf(List<Append> group) {
        long bytes = 0;
        for (Append append : group) {
            bytes += append.encoded().size();
        }
        return bytes;
    }

    /** What is due after a group, when its callers have been woken. */
    void tend() throws IOException {
        fold.work();
        clean(groupBytes);
        log.dropDead();
    }

    /** What is due when nothing waits. @return milliseconds until something is due */
    long idle() throws IOException {
        if (room.canGrow()) {
            room.grow();
            return 0;
        }
        if (fold.work()) {
            return 0;
        }
        if (shelf.oldest() <= usedLast && clean(Long.MAX_VALUE)) {
            log.sync();
            log.dropDead();
            return 0;
        }
        if (log.isMarked()) {
            return Turn.UNTIL_RUNG;
        }
        long due = log.lastWriteAt() + MARK_AFTER_NANOS - nanoTime.getAsLong();
        if (due > 0) {
            return 1 + TimeUnit.NANOSECONDS.toMillis(due);
        }
        log.mark(false);
        log.dropDead();
        return log.isMarked() ? Turn.UNTIL_RUNG : 0;
    }

    /** Moves a little of what keeps the oldest segment alive. @return whether there was anything, and room for it */
    private boolean clean(long written) throws IOException {
        Frame.Moved copies = cleaning.next(log.bytes(), written);
        return copies != null && log.move(copies);
    }

    /** Looks again whether there is room, and whether the directory is as it should be. */
    void look() throws IOException {
        directory.requireIntact();
        String missing = shelf.missing(log.activeSegment());
        if (missing != null) {
            throw new IOException(missing + " was removed while it was in use");
        }
        room.grow();
        log.dropDead();
    }

    /**
     * The end.
     *
     * @param inOrder whether the journal is marked as closed in order
     */
    void finish(boolean inOrder) throws IOException {
        log.dropDead();
        log.mark(inOrder);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
