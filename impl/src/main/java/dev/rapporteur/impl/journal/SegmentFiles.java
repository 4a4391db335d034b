package dev.rapporteur.impl.journal;

import java.io.Closeable;
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

    /** An open file, and where in it offset 0 is. */
    private record Opened(JournalFile file, int segment, long base) {}

    private final JournalDirectory directory;
    private final LinkedHashMap<String, Opened> open = new LinkedHashMap<>(MAX_OPEN, 0.75f, true);

    SegmentFiles(JournalDirectory directory) {
        this.directory = directory;
    }

    /**
     * Fills the buffer with a segment's bytes from this position on.
     *
     * @throws IOException if the segment is gone or too short
     */
    public void read(int segment, long position, ByteBuffer into) throws IOException {
        String name = SegmentName.of(segment);
        Opened opened = opened(segment, name);
        opened.file().readFully(into, position);
        if (into.hasRemaining()) {
            throw new IOException(name + " ends " + into.remaining() + " bytes too early");
        }
    }

    /** Whether the segment is there. */
    public boolean has(int segment) throws IOException {
        return open.containsKey(SegmentName.of(segment)) || directory.list().contains(SegmentName.of(segment));
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
        String name = SegmentName.indexOf(segment);
        if (!open.containsKey(name) && !directory.list().contains(name)) {
            throw new HarmedIndexException(segment);
        }
        Opened opened = opened(segment, name);
        opened.file().readFully(into, opened.base() + offset);
        if (into.hasRemaining()) {
            throw discardIndex(segment);
        }
    }

    /** Forgets what is open of segments below this number: they have gone, and their files are used again. */
    public void forgetBelow(int live) throws IOException {
        for (Opened opened : open.values()) {
            if (opened.segment() < live) {
                opened.file().close();
            }
        }
        open.values().removeIf(opened -> opened.segment() < live);
    }

    /** Deletes a segment's index, which is harmed: the next opening makes it anew. @return what says so */
    public HarmedIndexException discardIndex(int segment) throws IOException {
        Opened opened = open.remove(SegmentName.indexOf(segment));
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

    private Opened opened(int segment, String name) throws IOException {
        Opened opened = open.get(name);
        return opened == null ? open(segment, name) : opened;
    }

    private Opened open(int segment, String name) throws IOException {
        JournalFile file = directory.open(name);
        Opened opened = new Opened(file, segment, name.endsWith(".index") ? IndexFile.listsBeginAt(file) : 0);
        open.put(name, opened);
        if (open.size() > MAX_OPEN) {
            Map.Entry<String, Opened> eldest = open.entrySet().iterator().next();
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
