package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a crash left behind the last whole frame of the last segment: bytes that no acknowledged frame can have been among.
 * The next segment takes over from there; they are kept in a file of their own for whoever wants to look.
 */
record TornTail(JournalDirectory directory, int segment) {

    private static final Logger LOG = System.getLogger(TornTail.class.getName());
    static final String PREFIX = "torn-";
    private static final int KEPT = 4;
    private static final int CHUNK_BYTES = 64 * 1024;

    /**
     * Keeps what has been torn behind the reader's position.
     *
     * @return whether there is anything of this segment; zeros and an older segment's leftovers are not
     */
    boolean keep(SegmentReader reader, JournalFile file) throws IOException {
        long from = reader.position();
        long header = reader.lastHeader();
        if (header < 0) {
            return false;
        }
        FrameHeader last = reader.headerAt(header);
        long to = Math.min(file.size(), header + (last == null ? FrameHeader.SIZE : last.frameSize()));
        String name = PREFIX + SegmentName.of(segment) + "-" + from;
        clear(name);
        boolean kept = keep(file, from, to, name);
        LOG.log(
                Logger.Level.WARNING,
                "A crash left {0} in {1} torn at byte {2}: what nobody was told to be durable is passed over, and {3}",
                SegmentName.of(segment),
                directory,
                Long.toString(from),
                kept ? "kept as " + name : "not kept, since the disk is full");
        return true;
    }

    /** Keeps these bytes in a file of their own, unless the disk is full: nothing depends on them. */
    private boolean keep(JournalFile file, long from, long to, String name) throws IOException {
        try (JournalFile aside = directory.create(name)) {
            copy(file, from, to, aside);
            aside.sync();
        } catch (IOException e) {
            if (!JournalProblem.isNoRoom(e)) {
                throw e;
            }
            clear(name);
            return false;
        }
        directory.sync();
        return true;
    }

    /** Makes way, and lets only the latest few stay. */
    private void clear(String name) throws IOException {
        List<String> kept = directory.list().stream()
                .filter(one -> one.startsWith(PREFIX))
                .sorted()
                .toList();
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i).equals(name) || i <= kept.size() - KEPT) {
                directory.delete(kept.get(i));
            }
        }
    }

    private static void copy(JournalFile file, long from, long to, JournalFile aside) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        for (long at = from; at < to; ) {
            chunk.clear().limit((int) Math.min(CHUNK_BYTES, to - at));
            int bytes = file.read(chunk, at);
            if (bytes <= 0) {
                return;
            }
            aside.writeFully(chunk.flip(), at - from);
            at += bytes;
        }
    }
}
