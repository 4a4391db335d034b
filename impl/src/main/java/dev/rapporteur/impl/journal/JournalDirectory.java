package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one journal. The real one lies in a file system; the simulation has one that loses what was not synced.
 * Used by one thread at a time. {@code toString()} is its path, for messages.
 */
public interface JournalDirectory {

    /**
     * Takes the directory for one owner, over all processes and class loaders.
     *
     * @return releases it when closed
     * @throws JournalException if another owner has it
     */
    Closeable lock() throws IOException;

    /** The names of its files, in no order. */
    List<String> list() throws IOException;

    /** Creates a file for its owner alone. Its name lasts only after {@link #sync()}. @throws IOException also if it exists */
    JournalFile create(String name) throws IOException;

    /** Opens a file that exists. */
    JournalFile open(String name) throws IOException;

    /** Deletes a file. Gone for good only after {@link #sync()}. */
    void delete(String name) throws IOException;

    /** Deletes a file, if there is one of this name. Gone for good only after {@link #sync()}. */
    default void deleteIfThere(String name) throws IOException {
        if (list().contains(name)) {
            delete(name);
        }
    }

    /** Renames a file over any of the new name, atomically. Lasts only after {@link #sync()}. */
    void rename(String from, String to) throws IOException;

    /**
     * What the file system knows a file by: the same as long as it exists, also when it is renamed, and another for its copy.
     *
     * @return its inode's number; null where files have none
     */
    default @Nullable String inode(String name) throws IOException {
        return null;
    }

    /** Returns when all creations, deletions and renamings are on the disk. */
    void sync() throws IOException;

    /**
     * Makes sure that what was locked is still what the path names.
     *
     * @throws IOException if the directory was removed or replaced since
     */
    void requireIntact() throws IOException;

    /** Bytes that can still be written. */
    long usableBytes() throws IOException;
}
