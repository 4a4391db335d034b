package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a partition's reports stand in the journal, as runs ({@link RunQueue}), and which of them are in memory, too: those below
 * {@link #unloaded}. Guarded by the buffer that owns it.
 */
final class PartitionPlaces {

    /** In place of a sequence: there is none such. */
    static final long NONE = Long.MAX_VALUE;

    private final RunQueue runs;
    /** The first sequence that is not in memory. */
    private long unloaded = NONE;
    /** Reports that waited for the Route and aren't dealt out yet: nothing from its beginning on may be loaded. */
    private RunQueue.Gap gap = RunQueue.Gap.NONE;
    /** Grows whenever what was read about places before may be wrong. */
    private int generation;

    /**
     * Of no report yet.
     *
     * @param live told how much of each segment is alive
     */
    PartitionPlaces(LiveSegments live) {
        this.runs = new RunQueue(live);
    }

    /** Reports alive, in memory or not. */
    long remaining() {
        return runs.remaining();
    }

    /** Their bytes. */
    long bytes() {
        return runs.bytes();
    }

    /** When the first was placed, by the engine's clock; {@link Long#MAX_VALUE} if there is none. */
    long sinceMs() {
        Run first = runs.first();
        return first == null ? Long.MAX_VALUE : first.sinceMs;
    }

    /** The first sequence that is not in memory; {@link #NONE}. */
    long unloaded() {
        return unloaded;
    }

    /** Whether all is in memory, and nothing is still to be dealt out. */
    boolean isAllLoaded() {
        return unloaded == NONE && gap.isEmpty();
    }

    /** Whether all is in memory that comes before what is still to be dealt out. */
    boolean isAtBarrier() {
        return !gap.isEmpty() && unloaded >= gap.from();
    }

    /** From this sequence on nothing is in memory; {@link #NONE}: that changes nothing. */
    void unloadFrom(long sequence) {
        unloaded = Math.min(unloaded, sequence);
    }

    /** Adds a report at the tail. */
    void add(BlockAt at, int listedIn, long sequence, int turn, long nowMs) {
        runs.add(at, listedIn, sequence, turn, gap, nowMs);
    }

    /** A report was copied. @return whether nothing was known of it here */
    boolean relocate(BlockAt at, int listedIn, long sequence, int turn, long nowMs) {
        generation++;
        return runs.relocate(at, listedIn, sequence, turn, gap, nowMs);
    }

    /**
     * A report has left its place for good.
     *
     * @param sure whether it stood there until now
     * @return whether it stood here
     */
    boolean leave(long sequence, int size, boolean sure) {
        generation++;
        return sure ? runs.forget(sequence, size) : runs.doubt(sequence);
    }

    /** A report is delivered. */
    void delivered(OutboundReport report) {
        boolean unused = runs.forget(report.sequence(), report.size());
    }

    /** All below this sequence is delivered; each that was in memory has been {@link #delivered} by itself. */
    void dropBelow(long sequence) {
        runs.dropBelow(sequence, unloaded >= sequence);
        if (unloaded < sequence) {
            unloaded = runs.isEmpty() ? NONE : sequence;
        }
    }

    /** What a sealed segment's index lists. At opening. */
    void adopt(Run run) {
        runs.adopt(run);
        unloadFrom(run.first);
    }

    /** Nothing from the gap on may be loaded. */
    void toBeDealt(RunQueue.Gap undealt) {
        gap = undealt;
    }

    /** Puts reports that waited for the Route where they belong, in front of all that came after it. */
    void deal(Run run) {
        runs.insert(run);
        unloadFrom(run.first);
        generation++;
    }

    /** Whether a report with this sequence is known to lie in another segment. */
    boolean hasElsewhere(long sequence, int segment) {
        Run run = runs.firstFrom(sequence);
        return run != null && run.covers(sequence) && run.segment != segment;
    }

    /** Whether reports stand between these two sequences, both exclusive. */
    boolean hasBetween(long before, long after) {
        Run next = runs.firstFrom(before + 1);
        return next != null && next.first < after;
    }

    /** Whether a report from one sequence on and below the other is not in memory, or one below is still to be dealt out. */
    boolean hasUnloaded(long from, long below) {
        return gap.from() < below || (unloaded < below && hasBetween(Math.max(unloaded, from) - 1, below));
    }

    /** What to do with the runs: counting, listing, moving. What was {@link #wanted} before is not current any more. */
    <T> T with(Function<RunQueue, T> work) {
        generation++;
        return work.apply(runs);
    }

    /**
     * What is to be read back next.
     *
     * @param run where it stands
     * @param from the first sequence wanted
     * @param to sequences from this one on are not wanted
     * @param generation of the places
     * @param entries if they are in memory, some of them
     */
    record Wanted(
            Run run,
            long from,
            long to,
            int generation,
            @Nullable EntryList entries) {}

    /** Null if there is nothing to read back, or it may not be read now. */
    @Nullable
    Wanted wanted(int maxEntries) {
        if (unloaded == NONE || unloaded >= gap.from()) {
            return null;
        }
        Run run = runs.firstFrom(unloaded);
        if (run == null) {
            unloaded = NONE;
            return null;
        }
        if (run.first >= gap.from()) {
            unloaded = run.first;
            return null;
        }
        EntryList entries = run.entries;
        long from = Math.max(unloaded, run.first);
        return new Wanted(
                run,
                from,
                gap.from(),
                generation,
                entries == null ? null : entries.slice(entries.indexOf(from), maxEntries));
    }

    /** Whether what is wanted still stands where it stood, and comes next. */
    boolean isCurrent(Wanted wanted) {
        return wanted.generation() == generation && unloaded <= wanted.from();
    }

    /** All up to this sequence is in memory now. */
    void loadedThrough(long sequence) {
        unloaded = runs.firstFrom(sequence + 1) == null ? NONE : sequence + 1;
    }

    /** Of what was in memory nothing is from this sequence on; {@link #NONE}: all of it still is. */
    void evictedFrom(long sequence) {
        unloadFrom(sequence);
        generation++;
    }
}
