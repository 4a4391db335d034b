package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds out before the first report whether the directory can keep one: creates a file, writes, syncs, reads back,
 * deletes. A journal that can't be written must be known at start, not in the outage that needs it.
 */
final class DirectoryProbe {

    private static final String NAME = "probe";
    private static final byte[] TEXT = "Rapporteur was here\n".getBytes(StandardCharsets.US_ASCII);

    private DirectoryProbe() {}

    /** Makes sure that files can still be created there: creates one, and deletes it. */
    static void touch(JournalDirectory directory) throws IOException {
        directory.deleteIfThere(NAME);
        directory.create(NAME).close();
        directory.delete(NAME);
    }

    /**
     * Probes the directory.
     *
     * @param hasReserve whether spares are there: then a full disk is no obstacle, for decisions and deliveries use those,
     *     and make room
     * @throws JournalException with the step that failed
     */
    static void run(JournalDirectory directory, boolean hasReserve) {
        String step = "listed";
        try {
            if (directory.list().contains(NAME)) {
                step = "cleared of an earlier probe";
                directory.delete(NAME);
            }
            step = "written to (creating a file)";
            try (JournalFile file = directory.create(NAME)) {
                step = "written to";
                file.writeFully(ByteBuffer.wrap(TEXT), 0);
                step = "synced";
                file.sync();
                step = "read back from";
                ByteBuffer back = ByteBuffer.allocate(TEXT.length);
                file.readFully(back, 0);
                if (!back.flip().equals(ByteBuffer.wrap(TEXT))) {
                    throw new IOException("the bytes read are not those written");
                }
            }
            step = "deleted from";
            directory.delete(NAME);
            step = "synced after deleting";
            directory.sync();
        } catch (IOException e) {
            if (hasReserve && JournalProblem.isNoRoom(e)) {
                return; // what is left of the probe goes with the next one
            }
            throw JournalProblem.of("The journal directory can't be " + step, directory, e);
        }
    }
}
