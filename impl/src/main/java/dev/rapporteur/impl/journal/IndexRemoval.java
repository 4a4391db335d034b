package dev.rapporteur.impl.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Deletes indexes, so that the next opening reads their segments frame by frame, and mends what is damaged. */
public final class IndexRemoval {

    private IndexRemoval() {}

    /**
     * Deletes the indexes of these segments, under the journal's lock. Durable on return.
     *
     * @param directory one that is known to hold a journal
     * @return the names of the files that were deleted
     * @throws JournalException if the journal is in use, or can't be written
     */
    public static List<String> remove(Path directory, Collection<Integer> segments) {
        FileSystemDirectory files = FileSystemDirectory.at(directory);
        try {
            Closeable lock = files.lock();
            try (lock) {
                return remove(files, segments);
            }
        } catch (IOException e) {
            throw JournalProblem.of("The index of a damaged segment can't be deleted", directory, e);
        }
    }

    private static List<String> remove(JournalDirectory files, Collection<Integer> segments) throws IOException {
        List<String> there = files.list();
        List<String> removed = new ArrayList<>();
        for (int segment : segments) {
            String name = SegmentName.indexOf(segment);
            if (there.contains(name)) {
                files.delete(name);
                removed.add(name);
            }
        }
        files.sync();
        return removed;
    }
}
