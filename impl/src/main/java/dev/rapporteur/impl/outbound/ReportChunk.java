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

    /** The first of these entries of a segment whose reports are in memory, or will be once they are read. */
    EntrySpan reach(int segment, EntrySpan entries) {
        int count = 1;
        if (holds(segment, entries.list(), entries.from())) {
            while (count < entries.count() && holds(segment, entries.list(), entries.from() + count)) {
                count++;
            }
        } else {
            count = together(segment, entries);
        }
        return entries.first(count);
    }

    /** Has the first of these reports of a segment in memory; if it must be read, then with all that are within reach. */
    void read(int segment, EntrySpan entries) throws IOException {
        if (!holds(segment, entries.list(), entries.from())) {
            int last = entries.from() + together(segment, entries) - 1;
            load(segment, beginFor(segment, entries), endOf(entries.list(), last));
        }
    }

    /** Copies a report that was read. */
    void copy(EntryList entries, int index, byte[] into, int offset) {
        bytes.get(Math.toIntExact(entries.position(index) - begin), into, offset, entries.size(index));
    }

    private boolean holds(int segment, EntryList entries, int index) {
        return segment == this.segment && entries.position(index) >= begin && endOf(entries, index) <= end;
    }

    private long beginFor(int segment, EntrySpan entries) {
        long position = entries.list().position(entries.from());
        boolean goesOn = segment == this.segment && position >= end && position - end <= GAP_BYTES;
        return goesOn ? end : position;
    }

    /** How many of these are read at once: as long as each lies behind the one before. */
    private int together(int segment, EntrySpan entries) {
        EntryList list = entries.list();
        long at = beginFor(segment, entries);
        int next = entries.from() + 1;
        while (next < entries.to()
                && list.position(next) >= endOf(list, next - 1)
                && endOf(list, next) - at <= maxBytes) {
            next++;
        }
        return next - entries.from();
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
