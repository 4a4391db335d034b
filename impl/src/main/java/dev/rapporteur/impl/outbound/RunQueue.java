package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BlockAt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The places of reports in sequence order, as runs: of a partition, or of a topic whose Route isn't known. Not safe by
 * itself: whoever owns it guards it.
 */
final class RunQueue {

    /**
     * Sequences of reports that are still to be dealt out.
     *
     * @param from the first, inclusive
     * @param to the last, exclusive
     */
    record Gap(long from, long to) {

        static final Gap NONE = new Gap(Long.MAX_VALUE, Long.MAX_VALUE);

        boolean isEmpty() {
            return from >= to;
        }

        boolean separates(long before, long after) {
            return before < to && after > from;
        }
    }

    private final TreeMap<Long, Run> runs = new TreeMap<>();
    private final LiveSegments live;

    RunQueue(LiveSegments live) {
        this.live = live;
    }

    Collection<Run> runs() {
        return runs.values();
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** The first run; null if there is none. */
    @Nullable
    Run first() {
        Map.Entry<Long, Run> entry = runs.firstEntry();
        return entry == null ? null : entry.getValue();
    }

    /** From the first sequence to behind the last. */
    Gap span() {
        return runs.isEmpty()
                ? Gap.NONE
                : new Gap(runs.firstKey(), runs.lastEntry().getValue().last + 1);
    }

    /** The first run with this sequence or a higher one; null if there is none. */
    @Nullable
    Run firstFrom(long sequence) {
        Run floor = floor(sequence);
        if (floor != null && floor.last >= sequence) {
            return floor;
        }
        Map.Entry<Long, Run> next = runs.higherEntry(sequence);
        return next == null ? null : next.getValue();
    }

    /** Reports alive. */
    long remaining() {
        long sum = 0;
        for (Run run : runs.values()) {
            sum += run.remaining;
        }
        return sum;
    }

    /** Their bytes. */
    long bytes() {
        long sum = 0;
        for (Run run : runs.values()) {
            sum += run.bytes;
        }
        return sum;
    }

    /**
     * Adds a report: at the tail, or behind all that has lower sequences.
     *
     * @param at where it lies
     * @param listedIn the segment whose index will list it
     * @param gap where reports may still be dealt out between those that are here: no run reaches over it
     */
    void add(BlockAt at, int listedIn, long sequence, int turn, Gap gap, long nowMs) {
        Map.Entry<Long, Run> entry = runs.lowerEntry(sequence);
        Run run = entry == null ? null : entry.getValue();
        if (run == null
                || run.segment != at.segment()
                || run.listedIn != listedIn
                || run.entries == null
                || run.closed
                || run.last >= sequence
                || gap.separates(run.last, sequence)) {
            run = begin(at, listedIn, sequence, nowMs);
        }
        run.append(sequence, at.position(), at.length(), turn);
        live.change(1, at.length());
    }

    /**
     * A report has been copied: from now on it lies there. Copies of one segment's reports come in sequence order.
     *
     * @return whether nothing was known of it here
     */
    boolean relocate(BlockAt at, int listedIn, long sequence, int turn, Gap gap, long nowMs) {
        Run old = floor(sequence);
        if (old == null || !old.covers(sequence)) {
            // This is history being read, and what lies between it and its neighbours may not be known here.
            Run alone = begin(at, listedIn, sequence, nowMs);
            alone.append(sequence, at.position(), at.length(), turn);
            alone.closed = true;
            live.change(1, at.length());
            return true;
        }
        if (old.segment != at.segment()) {
            trim(old, sequence + 1);
            lessen(old, 1, at.length());
            add(at, listedIn, sequence, turn, gap, nowMs);
        }
        return false;
    }

    private Run begin(BlockAt at, int listedIn, long sequence, long nowMs) {
        Run run = new Run(at.segment(), listedIn, sequence, nowMs);
        insert(run);
        return run;
    }

    /** Takes a run that an index lists; what it covers was moved into it from older segments. */
    void adopt(Run run) {
        for (Run old = firstFrom(run.first); old != null && old.first <= run.last; old = firstFrom(run.first)) {
            old.inexact = true;
            Run before = old.first < run.first ? old.below(run.first) : null;
            trim(old, run.last + 1);
            if (before != null) {
                insert(before); // a list made again may reach over places that it could not know
            }
        }
        insert(run);
    }

    /** Where a report lies, if that is in memory; else null. */
    @Nullable
    BlockAt lying(long sequence) {
        Run run = floor(sequence);
        EntryList entries = run == null ? null : run.entries;
        if (run == null || entries == null || !run.covers(sequence)) {
            return null;
        }
        int at = entries.indexOf(sequence);
        return at < entries.count() && entries.sequence(at) == sequence
                ? new BlockAt(run.segment, entries.position(at), entries.size(at))
                : null;
    }

    /** A report is delivered, or has left its place. @return whether it stood here */
    boolean forget(long sequence, int size) {
        Run run = floor(sequence);
        boolean here = run != null && run.covers(sequence);
        if (run != null && here) {
            lessen(run, 1, size);
        }
        return here;
    }

    /**
     * A report has left its place, and may have done so before the list was written that this is known from: its run is
     * counted later.
     *
     * @return whether it stood here, or may have
     */
    boolean doubt(long sequence) {
        Run run = floor(sequence);
        boolean here = run != null && run.covers(sequence);
        if (run != null && here) {
            run.inexact = true;
        }
        return here;
    }

    /** All below this sequence is delivered; those that were not forgotten one by one make a run inexact. */
    void dropBelow(long sequence, boolean forgotten) {
        for (Run run = first(); run != null && run.first < sequence; run = first()) {
            if (!forgotten) {
                run.inexact = true;
            }
            trim(run, sequence);
        }
    }

    /** The runs that have sequences in this range, both inclusive. */
    List<Run> within(long first, long last) {
        List<Run> found = new ArrayList<>();
        for (Run run = firstFrom(first); run != null && run.first <= last; run = after(run)) {
            found.add(run);
        }
        return found;
    }

    /** The entries of a run have been counted. */
    void counted(Run run, int reports, long bytes) {
        run.inexact = false;
        live.change(reports - run.remaining, bytes - run.bytes);
        run.remaining = reports;
        run.bytes = bytes;
        if (reports == 0) {
            remove(run);
        }
    }

    void remove(Run run) {
        if (runs.get(run.first) == run) {
            runs.remove(run.first);
            live.remove(run.segment);
            live.change(-run.remaining, -run.bytes);
            run.bytes = 0;
            run.remaining = 0;
        }
    }

    void clear() {
        List.copyOf(runs.values()).forEach(this::remove);
    }

    /** Puts a run that stands in no queue yet, in front of all that has higher sequences. */
    void insert(Run run) {
        runs.put(run.first, run);
        live.add(run.segment);
        live.change(run.remaining, run.bytes);
    }

    private @Nullable Run after(Run run) {
        Map.Entry<Long, Run> next = runs.higherEntry(run.first);
        return next == null ? null : next.getValue();
    }

    private @Nullable Run floor(long sequence) {
        Map.Entry<Long, Run> entry = runs.floorEntry(sequence);
        return entry == null ? null : entry.getValue();
    }

    /** So many reports of a run have left their places. */
    void lessen(Run run, int reports, long bytes) {
        if (run.inexact || runs.get(run.first) != run) {
            return; // counted later, or gone as a whole
        }
        run.remaining -= reports;
        run.bytes -= bytes;
        live.change(-reports, -bytes);
        if (run.remaining < 0) {
            throw new IllegalStateException("A run lost more reports than it had: " + run);
        }
        if (run.remaining == 0) {
            remove(run);
        }
    }

    /** From now on the run begins there, or is gone. */
    private void trim(Run run, long first) {
        if (first > run.last) {
            remove(run);
        } else if (first > run.first) {
            runs.remove(run.first);
            run.first = first;
            runs.put(first, run);
        }
    }
}
