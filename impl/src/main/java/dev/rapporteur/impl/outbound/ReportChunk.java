package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.SegmentFiles;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A stretch of a segment in memory: reports that lie close together are read at once, and those of other partitions between
 * them stay for whoever wants them next. For one thread.
 *
 * <p>It reaches from the end of the stretch before it, or a report's beginning, to a report's end. So each report lies in it
 * as a whole or not at all, and nothing in it is still to be written: what lies before a report is there before it.
 */
final class ReportChunk {

    /** If it begins no further behind the last one, it begins where that one ended. */
    private static final int GAP_BYTES = 128 * 1024;

    private static final int NO_SEGMENT = -1;

    private final SegmentFiles files;
    private final int maxBytes;
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private int segment = NO_SEGMENT;
    private long begin;
    private long end;

    /** Reads so many bytes at once at most, or one report. */
    ReportChunk(SegmentFiles files, int maxBytes) {
        this.files = files;
        this.maxBytes = maxBytes;
    }

    /** How far reports of a segment, from this one on, are in memory, or will be once they are read. @return exclusive */
    int reach(int segment, EntryList entries, int from, int to) {
        if (!holds(segment, entries, from)) {
            return together(segment, entries, from, to);
        }
        int reach = from + 1;
        while (reach < to && holds(segment, entries, reach)) {
            reach++;
        }
        return reach;
    }

    /** Has a report of a segment in memory; if it must be read, then with those behind it that are within {@link #reach}. */
    void read(int segment, EntryList entries, int from, int to) throws IOException {
        if (!holds(segment, entries, from)) {
            int reach = together(segment, entries, from, to);
            load(segment, beginFor(segment, entries, from), endOf(entries, reach - 1));
        }
    }

    /** Copies a report that was read. */
    void copy(EntryList entries, int index, byte[] into, int offset) {
        bytes.get(Math.toIntExact(entries.position(index) - begin), into, offset, entries.size(index));
    }

    private boolean holds(int segment, EntryList entries, int index) {
        return segment == this.segment && entries.position(index) >= begin && endOf(entries, index) <= end;
    }

    private long beginFor(int segment, EntryList entries, int first) {
        long position = entries.position(first);
        boolean goesOn = segment == this.segment && position >= end && position - end <= GAP_BYTES;
        return goesOn ? end : position;
    }

    private int together(int segment, EntryList entries, int from, int to) {
        long at = beginFor(segment, entries, from);
        int reach = from + 1;
        while (reach < to
                && entries.position(reach) >= endOf(entries, reach - 1)
                && endOf(entries, reach) - at <= maxBytes) {
            reach++;
        }
        return reach;
    }

    private void load(int segment, long from, long to) throws IOException {
        int length = Math.toIntExact(to - from);
        if (bytes.capacity() < length) {
            bytes = ByteBuffer.allocateDirect(Math.max(length, Math.min(maxBytes, 2 * bytes.capacity())));
        }
        this.segment = NO_SEGMENT; // until all is read
        files.read(segment, from, bytes.clear().limit(length));
        bytes.flip();
        this.segment = segment;
        begin = from;
        end = to;
    }

    private static long endOf(EntryList entries, int index) {
        return entries.position(index) + entries.size(index);
    }
}
