package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Observing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one partition, in sequence order.
 *
 * <pre>
 * placed -> (in the journal only -> read back ->) waiting -> in flight -> (acknowledged) -> released
 *                                                    ^-- rewind --'
 * </pre>
 *
 * <p>All places are known ({@link PartitionPlaces}). In memory are the first of them, up to {@link #unloaded}: as long as
 * there is memory that is all, and a report goes from its caller to Kafka without being read; beyond it, what comes later
 * waits in the journal and is read back in order ({@link ReadBack}).
 *
 * <p>Entries of undecided branches stop the queue, vacated ones are passed over. The journal thread places and releases,
 * as frames say; one dispatcher at a time takes, acknowledges, rewinds and holds; one thread reads back. Each method that looks at the queue
 * takes the buffer's own lock for a short time and no other lock within it but that of the segments' counts.
 */
public final class PartitionBuffer {

    /** In place of a time. */
    private static final long NOT_HELD = Long.MAX_VALUE;

    private final PartitionId id;
    private final MemoryBudget memory;
    private final Consumer<PartitionBuffer> hungry;
    private final LongSupplier clockMs;
    private final PartitionPlaces places;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final LoadedReports loaded = new LoadedReports();
    private long nextSequence;
    private long deliveredSequence;
    private long acknowledgedSequence;
    /** Observers have been told, or are about to be, of all below this sequence. */
    private long told;

    private @Nullable String held;
    private @Nullable String unreadable;
    private long heldSinceMs = NOT_HELD;
    private long delivered;

    PartitionBuffer(
            PartitionId id,
            long deliveredSequence,
            MemoryBudget memory,
            LiveSegments live,
            Consumer<PartitionBuffer> hungry,
            LongSupplier clockMs) {
        this.id = id;
        this.memory = memory;
        this.hungry = hungry;
        this.clockMs = clockMs;
        this.places = new PartitionPlaces(live);
        this.deliveredSequence = deliveredSequence;
        this.acknowledgedSequence = deliveredSequence;
        this.nextSequence = deliveredSequence;
    }

    /** The partition. */
    public PartitionId id() {
        return id;
    }

    /**
     * Takes the next committed reports in order; they are in flight until they are acknowledged and their Delivered frame
     * has been applied, or until the next rewind.
     *
     * @param maxReports at most so many, at least 1
     * @param maxBytes stops after the report with which the sum of sizes reaches this
     * @return the reports; empty if nothing waits, an undecided branch stops the queue, or what waits is yet to be read back
     */
    public synchronized List<OutboundReport> take(int maxReports, long maxBytes) {
        List<OutboundReport> taken = new ArrayList<>(Math.min(maxReports, loaded.waiting()));
        long bytes = 0;
        while (taken.size() < maxReports && bytes < maxBytes) {
            OutboundReport next = loaded.firstWaiting();
            if (next == null || next.fate() == Fate.State.UNDECIDED) {
                break;
            }
            loaded.takeFirst();
            taken.add(next);
            bytes += next.size();
        }
        askForMore();
        return taken;
    }

    /** Whether {@link #take} would give something. If nothing that waits is in memory, asks for it to be read back. */
    public synchronized boolean ready() {
        wantMore();
        OutboundReport next = loaded.firstWaiting();
        return next != null && next.fate() == Fate.State.COMMITTED;
    }

    /** Asks for more to be read back, if nothing that waits is in memory. */
    public synchronized void wantMore() {
        if (loaded.firstWaiting() == null) {
            askForMore();
        }
    }

    /** Whether nobody has asked for more since this was last {@link #heard}. For any thread. */
    boolean askedFor() {
        return !asked.get() && asked.compareAndSet(false, true);
    }

    void heard() {
        asked.set(false);
    }

    private void askForMore() {
        if (!places.isAllLoaded()) {
            hungry.accept(this);
        }
    }

    /**
     * Notes that Kafka has confirmed all reports below this sequence: a rewind keeps them out. They are released when the
     * Delivered frame that the dispatcher appends is applied.
     */
    public synchronized void acknowledge(long nextSequence) {
        acknowledgedSequence = Math.max(acknowledgedSequence, nextSequence);
    }

    /** All below this sequence is confirmed by Kafka, as far as is known. */
    public synchronized long acknowledgedSequence() {
        return acknowledgedSequence;
    }

    /**
     * What observers are to be told of.
     *
     * @param reports confirmed, and told of for the first time
     * @param next all of the partition below this sequence is confirmed and told of
     * @param through whether that is all; else the rest must be read back first, or can't be
     */
    public record Confirmed(List<One> reports, long next, boolean through) {

        /** One of them. */
        public record One(long sequence, Observing.Told told) {}
    }

    /**
     * Takes what observers have not been told yet of reports that are confirmed.
     *
     * @param below the sequence up to which all is confirmed
     */
    public synchronized Confirmed confirmed(long below) {
        List<OutboundReport> reports = loaded.between(told, below);
        boolean through = !places.hasUnloaded(deliveredSequence, below);
        long next = through ? below : deliveredSequence;
        if (!through && !reports.isEmpty()) {
            next = reports.get(reports.size() - 1).sequence() + 1;
        }
        told = Math.max(told, next);
        return new Confirmed(
                reports.stream()
                        .map(report -> new Confirmed.One(report.sequence(), report.told()))
                        .toList(),
                next,
                through);
    }

    /** Whether what comes next can't be read. */
    public synchronized boolean isUnreadable() {
        return unreadable != null;
    }

    /** Puts what is in flight and not acknowledged back at the head of the queue, in order. */
    public synchronized void rewind() {
        loaded.rewindTo(acknowledgedSequence);
    }

    /**
     * Puts the newest of what is in flight back at the head of the queue, in order: what was taken, but not handed on.
     *
     * @param sequence the first that goes back
     */
    public synchronized void rewindTo(long sequence) {
        loaded.rewindTo(Math.max(sequence, acknowledgedSequence));
    }

    /**
     * Marks the partition as standing still, for operators to see; null lifts the mark. It changes nothing else: the
     * dispatcher stops and probes by itself.
     *
     * @param reason a sentence: what is waited for
     */
    public synchronized void hold(@Nullable String reason) {
        held = reason;
        noteSince();
    }

    private void noteSince() {
        if (held == null && unreadable == null) {
            heldSinceMs = NOT_HELD;
        } else if (heldSinceMs == NOT_HELD) {
            heldSinceMs = clockMs.getAsLong();
        }
    }

    /** All that can be told of it, of one moment. For any thread. */
    public synchronized PartitionReading reading() {
        return new PartitionReading(
                id, places.remaining(), places.bytes(), oldestMs(), deliveredSequence, delivered, held(), heldSinceMs);
    }

    /** Why the partition stands still, or null. */
    public synchronized @Nullable String held() {
        return held != null ? held : unreadable;
    }

    /** Reports in the buffer: in memory or not, decided or not. */
    public synchronized long size() {
        return places.remaining();
    }

    /** Bytes of these. */
    synchronized long bytes() {
        return places.bytes();
    }

    /** The next report's sequence is at least this. */
    public synchronized long nextSequence() {
        return nextSequence;
    }

    /** All below this sequence is delivered, by a frame. */
    public synchronized long deliveredSequence() {
        return deliveredSequence;
    }

    /** When the first entry was placed, by the engine's clock; {@link Long#MAX_VALUE} if the buffer is empty. */
    synchronized long oldestMs() {
        OutboundReport oldest = loaded.first();
        return oldest == null ? places.sinceMs() : Math.min(places.sinceMs(), oldest.atMs());
    }

    /** The place where a report begins in bytes that are in memory. */
    record Loaded(HeldBytes held, int offset) {}

    /**
     * Adds a report at the tail, and keeps it in memory if all before it is and there is room.
     *
     * @param bytes null if they are not to be kept
     */
    synchronized void place(
            BlockAt at, int listedIn, long sequence, Fate fate, @Nullable Loaded bytes, int turn, long nowMs) {
        if (sequence < nextSequence) {
            throw new IllegalStateException("Sequence " + sequence + " in " + id + " is below " + nextSequence);
        }
        nextSequence = sequence + 1;
        places.add(at, listedIn, sequence, turn, nowMs);
        if (bytes != null && places.isAllLoaded() && loaded.bytes() <= memory.freeForWaiting()) {
            loaded.add(new OutboundReport(id, sequence, fate, bytes.held().retain(), bytes.offset(), nowMs));
        } else {
            places.unloadFrom(sequence);
        }
    }

    /** A report was copied. @return whether nothing was known of it here */
    synchronized boolean relocate(BlockAt at, int listedIn, long sequence, int turn, long nowMs) {
        if (sequence < deliveredSequence) {
            return false;
        }
        nextSequence = Math.max(nextSequence, sequence + 1);
        boolean isNew = places.relocate(at, listedIn, sequence, turn, nowMs);
        if (!loaded.reach(sequence)) {
            places.unloadFrom(sequence);
        }
        return isNew;
    }

    /**
     * A report has left its place for good, in flight or not.
     *
     * @param sure whether it stood there until now
     * @return whether it stood here
     */
    synchronized boolean leave(long sequence, int size, boolean sure) {
        loaded.remove(sequence);
        return places.leave(sequence, size, sure);
    }

    /** So many reports have been vacated. */
    synchronized void vacated(int reports) {
        loaded.vacated(reports);
    }

    /** Removes all below the sequence, in flight, waiting, or not in memory. @return those that were in memory */
    synchronized List<OutboundReport> release(long nextSequence) {
        deliveredSequence = Math.max(deliveredSequence, nextSequence);
        acknowledgedSequence = Math.max(acknowledgedSequence, nextSequence);
        this.nextSequence = Math.max(this.nextSequence, nextSequence);
        List<OutboundReport> released = loaded.removeBelow(deliveredSequence);
        for (OutboundReport report : released) {
            if (report.fate() != Fate.State.VACATED) {
                delivered++;
                places.delivered(report);
            }
        }
        places.dropBelow(deliveredSequence);
        return released;
    }

    /** What a sealed segment's index lists for this partition. At opening. */
    synchronized void adopt(Run run) {
        nextSequence = Math.max(nextSequence, run.last + 1);
        places.adopt(run);
    }

    /** Nothing from the gap on may be loaded. */
    synchronized void toBeDealt(RunQueue.Gap undealt) {
        places.toBeDealt(undealt);
    }

    /** Puts reports that waited for the Route where they belong, in front of all that came after it. */
    synchronized void deal(Run run) {
        if (run.last < deliveredSequence) {
            return;
        }
        nextSequence = Math.max(nextSequence, run.last + 1);
        places.deal(run);
    }

    /** Whether a report with this sequence is known to lie in another segment: it was moved, and must not be dealt again. */
    synchronized boolean hasElsewhere(long sequence, int segment) {
        return places.hasElsewhere(sequence, segment);
    }

    /** Whether reports stand between these two sequences, both exclusive. */
    synchronized boolean hasBetween(long before, long after) {
        return places.hasBetween(before, after);
    }

    /** What to do with the runs, guarded: counting, listing, moving. */
    synchronized <T> T with(Function<RunQueue, T> work) {
        return places.with(work);
    }

    /** The first sequence that is not in memory; {@link PartitionPlaces#NONE}. */
    synchronized long unloaded() {
        return places.unloaded();
    }

    /** Whether all is in memory that comes before what is still to be dealt out. */
    synchronized boolean isAtBarrier() {
        return places.isAtBarrier();
    }

    /** What is to be read back next; null if there is nothing, or it may not be read now. */
    synchronized PartitionPlaces.@Nullable Wanted wanted(int maxEntries) {
        return unreadable == null ? places.wanted(maxEntries) : null;
    }

    /**
     * Takes what was read back, unless its place has changed meanwhile.
     *
     * @param bytes where the reports of the entries lie, one after the other
     * @param through the last sequence that was looked at
     * @param fates null for those that have left their places
     * @return whether it was taken
     */
    synchronized boolean load(
            PartitionPlaces.Wanted wanted,
            HeldBytes bytes,
            EntrySpan entries,
            long through,
            LongFunction<@Nullable Fate> fates,
            long nowMs) {
        if (!places.isCurrent(wanted)) {
            return false;
        }
        int offset = 0;
        for (int i = entries.from(); i < entries.to(); i++) {
            long sequence = entries.list().sequence(i);
            Fate fate = fates.apply(sequence);
            if (fate != null && sequence >= deliveredSequence) {
                loaded.add(new OutboundReport(id, sequence, fate, bytes.retain(), offset, nowMs));
            }
            offset += entries.list().size(i);
        }
        places.loadedThrough(through);
        return true;
    }

    /** Bytes that this partition holds in memory. */
    synchronized long heldBytes() {
        return loaded.bytes();
    }

    /** Reports in memory that are not in flight and could be read again. */
    synchronized int waitingInMemory() {
        return loaded.waiting();
    }

    /** Gives memory back: the later half of what waits in memory is only in the journal from now on. */
    synchronized void evict() {
        places.evictedFrom(loaded.evictHalf());
    }

    /** The next report can't be read: the partition stands still, and says why; unless its place has changed meanwhile. */
    synchronized boolean unreadable(PartitionPlaces.Wanted wanted, String reason) {
        boolean still = places.isCurrent(wanted);
        if (still) {
            unreadable = reason;
            noteSince();
        }
        return still;
    }

    /** Gives back all memory; nothing can be taken any more. */
    synchronized void discard() {
        loaded.clear();
        unreadable = "the journal was closed";
        noteSince();
    }

    @Override
    public String toString() {
        return "buffer of " + id;
    }
}
