package dev.rapporteur.impl.outbound;

import org.jspecify.annotations.Nullable;

/**
 * Reports of one partition that lie in one segment, one after the other in the partition's order: what the heap holds of a
 * backlog. Where each of them lies is in memory while the segment that lists them is active, and then in that segment's
 * index. Guarded by whoever owns the queue that it stands in.
 */
final class Run {

    /** The segment where the reports' bytes lie. */
    final int segment;
    /** The segment whose index lists them: the one that held the frame that gave them their places. */
    final int listedIn;
    /** When the first one was placed, by the engine's clock in milliseconds. */
    final long sinceMs;

    /** Sequences: nothing before the first and after the last, both inclusive. */
    long first;

    long last;
    /** Reports that are alive: not delivered, not vacated. */
    int remaining;
    /** Their bytes. */
    long bytes;
    /** Whether {@link #remaining} is an upper bound only, until the entries are counted. */
    boolean inexact;

    /** The entries while they are in memory. */
    @Nullable
    EntryList entries;
    /** Whether nothing may be appended: between it and what comes next there may be reports that are not known here. */
    boolean closed;
    /** Whether the entries stay in memory, since the index lists them only among those that waited for a Route. */
    boolean dealt;
    /** Where the list begins in the index, if the entries are not in memory. */
    long listOffset;
    /** Entries in the list. */
    int listed;
    /** The first entry of the block that was read last, and its sequence: a hint for reading on. */
    int cursor;

    private long cursorSequence;

    Run(int segment, int listedIn, long first, long sinceMs) {
        this.segment = segment;
        this.listedIn = listedIn;
        this.first = first;
        this.last = first;
        this.sinceMs = sinceMs;
    }

    /** The part of it with sequences below this one, on the same list; its counts are upper bounds. */
    Run below(long sequence) {
        Run part = new Run(segment, listedIn, first, sinceMs);
        part.last = sequence - 1;
        part.remaining = remaining;
        part.bytes = bytes;
        part.inexact = true;
        part.entries = entries;
        part.closed = true;
        part.dealt = dealt;
        part.listOffset = listOffset;
        part.listed = listed;
        return part;
    }

    void append(long sequence, long position, int size, int turn) {
        EntryList list = entries;
        if (list == null) {
            list = new EntryList();
            entries = list;
        }
        list.add(sequence, position, size, turn);
        last = sequence;
        remaining++;
        bytes += size;
    }

    void readAt(int entry, long sequence) {
        cursor = entry;
        cursorSequence = sequence;
    }

    /** Whether no entry from this sequence on lies before the cursor. */
    boolean cursorCovers(long sequence) {
        return cursorSequence <= sequence;
    }

    boolean covers(long sequence) {
        return first <= sequence && sequence <= last;
    }

    @Override
    public String toString() {
        return remaining + " reports " + first + " to " + last + " in segment " + segment;
    }
}
