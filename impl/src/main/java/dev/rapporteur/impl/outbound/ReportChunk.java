package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.SegmentFiles;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads reports that lie close together in a segment at once. For one thread. */
final class ReportChunk {

    /** Reports that are no further apart are read together. */
    private static final int GAP_BYTES = 16 * 1024;

    private final SegmentFiles files;
    private final int maxBytes;
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private long at;

    /** Reads so many bytes at once at most, or one report. */
    ReportChunk(SegmentFiles files, int maxBytes) {
        this.files = files;
        this.maxBytes = maxBytes;
    }

    /** Reads some of a segment's reports, from this one on. @return the index of the first that was not read */
    int read(int segment, EntryList entries, int from, int count) throws IOException {
        int to = together(entries, from, count);
        at = entries.position(from);
        int length = Math.toIntExact(entries.position(to - 1) + entries.size(to - 1) - at);
        if (bytes.capacity() < length) {
            bytes = ByteBuffer.allocateDirect(Math.max(length, Math.min(maxBytes, 2 * bytes.capacity())));
        }
        files.read(segment, at, bytes.clear().limit(length));
        bytes.flip();
        return to;
    }

    /** Copies a report that was read. */
    void copy(EntryList entries, int index, byte[] into, int offset) {
        bytes.get(Math.toIntExact(entries.position(index) - at), into, offset, entries.size(index));
    }

    /** So far the reports lie close enough together. */
    private int together(EntryList entries, int from, int count) {
        int to = from + 1;
        while (to < count) {
            long gap = entries.position(to) - entries.position(to - 1) - entries.size(to - 1);
            long end = entries.position(to) + entries.size(to);
            if (gap < 0 || gap > GAP_BYTES || end - entries.position(from) > maxBytes) {
                break;
            }
            to++;
        }
        return to;
    }
}
