package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One file of the journal, written and read by position. Owned by one thread at a time. */
public interface JournalFile extends Closeable {

    /** Writes some or all of the remaining bytes at a position. @return how many; may be fewer than remain */
    int write(ByteBuffer bytes, long position) throws IOException;

    /** Reads from a position. @return how many bytes, -1 at the end */
    int read(ByteBuffer into, long position) throws IOException;

    /** Writes all of the remaining bytes, in as many writes as it takes. */
    default void writeFully(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += write(bytes, at);
        }
    }

    /** Reads from a position until the buffer is full or the file ends, in as many reads as it takes. */
    default void readFully(ByteBuffer into, long position) throws IOException {
        long from = position - into.position();
        while (into.hasRemaining() && read(into, from + into.position()) > 0) {
            // the buffer's position says how far we are
        }
    }

    /** Bytes in the file. */
    long size() throws IOException;

    /** Cuts the file. */
    void truncate(long size) throws IOException;

    /** Returns when all that was written is on the disk. After a failure nothing is known of what was written. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
