package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads reports and index lists by their places. Keeps the files that were used last open. For one thread, which nobody may
 * interrupt: an interrupt would close a channel.
 */
public final class SegmentFiles implements Closeable {

    private static final int MAX_OPEN = 16;

    /** A segment's file, or that of its index. */
    private record Name(int segment, boolean index) {
        @Override
        public String toString() {
            return index ? SegmentName.indexOf(segment) : SegmentName.of(segment);
        }
    }

    /** An open file, and where in it offset 0 is. */
    private record Opened(JournalFile file, long base) {}

    private final JournalDirectory directory;
    private final LinkedHashMap<Name, Opened> open = new LinkedHashMap<>(MAX_OPEN, 0.75f, true);

    SegmentFiles(JournalDirectory directory) {
        this.directory = directory;
    }

    /**
     * Fills the buffer with a segment's bytes from this position on.
     *
     * @throws IOException if the segment is gone or too short
     */
    public void read(int segment, long position, ByteBuffer into) throws IOException {
        Name name = new Name(segment, false);
        opened(name).file().readFully(into, position);
        if (into.hasRemaining()) {
            throw new EOFException(name + " ends " + into.remaining() + " bytes too early");
        }
    }

    /** Whether the segment is there. */
    public boolean has(int segment) throws IOException {
        return has(new Name(segment, false));
    }

    /** A block of reports. */
    public byte[] read(BlockAt at) throws IOException {
        byte[] bytes = new byte[at.length()];
        read(at.segment(), at.position(), ByteBuffer.wrap(bytes));
        return bytes;
    }

    /**
     * Fills the buffer from the lists of a segment's index, from this offset on.
     *
     * @throws HarmedIndexException if there is none, or not so much of it
     */
    public void readList(int segment, long offset, ByteBuffer into) throws IOException {
        Name name = new Name(segment, true);
        if (!has(name)) {
            throw new HarmedIndexException(segment);
        }
        Opened opened = opened(name);
        opened.file().readFully(into, opened.base() + offset);
        if (into.hasRemaining()) {
            throw discardIndex(segment);
        }
    }

    /** Forgets what is open of segments below this number: they have gone, and their files are used again. */
    public void forgetBelow(int live) throws IOException {
        for (Map.Entry<Name, Opened> each : open.entrySet()) {
            if (each.getKey().segment() < live) {
                each.getValue().file().close();
            }
        }
        open.keySet().removeIf(name -> name.segment() < live);
    }

    /** Deletes a segment's index, which is harmed: the next opening makes it anew. @return what says so */
    public HarmedIndexException discardIndex(int segment) throws IOException {
        Opened opened = open.remove(new Name(segment, true));
        if (opened != null) {
            opened.file().close();
            directory.delete(SegmentName.indexOf(segment));
        }
        return new HarmedIndexException(segment);
    }

    /** Keeps a copy of a damaged segment for an operator to inspect, if there is none yet. */
    public void setAside(int segment) throws IOException {
        Quarantine.keepCopy(directory, segment);
    }

    private boolean has(Name name) throws IOException {
        return open.containsKey(name) || directory.list().contains(name.toString());
    }

    private Opened opened(Name name) throws IOException {
        Opened opened = open.get(name);
        return opened == null ? open(name) : opened;
    }

    private Opened open(Name name) throws IOException {
        JournalFile file = directory.open(name.toString());
        Opened opened = new Opened(file, name.index() ? IndexFile.listsBeginAt(file) : 0);
        open.put(name, opened);
        if (open.size() > MAX_OPEN) {
            Map.Entry<Name, Opened> eldest = open.entrySet().iterator().next();
            open.remove(eldest.getKey());
            eldest.getValue().file().close();
        }
        return opened;
    }

    @Override
    public void close() throws IOException {
        for (Opened opened : open.values()) {
            opened.file().close();
        }
        open.clear();
    }
}
