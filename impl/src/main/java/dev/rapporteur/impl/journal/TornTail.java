package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;

/**
 * What is cut from the last segment after a crash: bytes that no acknowledged frame can have been among. They are kept in a
 * file beside it for whoever wants to look; zeros are not worth keeping.
 */
record TornTail(JournalDirectory directory, int segment, long from) {

    private static final Logger LOG = System.getLogger(TornTail.class.getName());
    private static final int CHUNK_BYTES = 64 * 1024;

    void keep(JournalFile file) throws IOException {
        if (from >= file.size() || onlyZeros(file)) {
            return;
        }
        String name = "torn-" + SegmentName.of(segment) + "-" + from;
        if (directory.list().contains(name)) {
            directory.delete(name);
        }
        try (JournalFile aside = directory.create(name)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            for (long at = from; file.read(chunk.clear(), at) > 0; at += chunk.limit()) {
                chunk.flip();
                aside.appendFully(chunk);
            }
            aside.sync();
        }
        directory.sync();
        LOG.log(
                Logger.Level.WARNING,
                "A crash left {0} torn at byte {1}: what nobody was told to be durable is cut, and kept as {2} in {3}",
                SegmentName.of(segment),
                Long.toString(from),
                name,
                directory);
    }

    private boolean onlyZeros(JournalFile file) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        for (long at = from; file.read(chunk.clear(), at) > 0; at += chunk.limit()) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                if (chunk.get() != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
