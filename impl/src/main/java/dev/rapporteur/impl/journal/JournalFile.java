package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One file of the journal: appended to, read by position. Owned by one thread at a time. */
public interface JournalFile extends Closeable {

    /** Appends some or all of the remaining bytes. @return how many; may be fewer than remain */
    int append(ByteBuffer bytes) throws IOException;

    /** Reads from a position. @return how many bytes, -1 at the end */
    int read(ByteBuffer into, long position) throws IOException;

    /** Bytes in the file. */
    long size() throws IOException;

    /** Cuts the file; appending goes on at its new end. */
    void truncate(long size) throws IOException;

    /** Returns when all that was appended is on the disk. After a failure nothing is known of what was appended. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
