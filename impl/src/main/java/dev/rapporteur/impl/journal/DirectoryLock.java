package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Finds out whether somebody works with a journal, without working with it. */
public final class DirectoryLock {

    private DirectoryLock() {}

    /**
     * Whether the directory is locked now, by this process or another on this machine. Tried with a shared lock that is given
     * up at once; nothing is written, and no file made.
     *
     * @throws JournalException if that can't be found out
     */
    public static boolean isHeld(Path directory) {
        Path lock = directory.resolve(FileSystemDirectory.LOCK);
        try {
            // First this process: to open the file a second time and close it would give its owner's lock up.
            String guard = FileSystemDirectory.GUARD + FileSystemDirectory.keyOf(directory.toRealPath());
            if (System.getProperty(guard) != null) {
                return true;
            }
            if (!Files.exists(lock)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ);
                    FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return shared == null;
            }
        } catch (IOException e) {
            throw JournalProblem.of("Whether the journal is in use can't be found out", directory, e);
        }
    }
}
