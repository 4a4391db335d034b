package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;

/** Words for I/O errors: what failed, where, for which user, why, and what to do. */
final class JournalProblem {

    private JournalProblem() {}

    /**
     * An exception with all that an operator needs.
     *
     * @param what what failed, as the beginning of a sentence
     * @param path the directory or file
     * @param cause why
     */
    static JournalException of(String what, Object path, IOException cause) {
        return new JournalException(
                what + " at " + path + " by user \"" + System.getProperty("user.name") + "\": " + reason(cause) + ". "
                        + remedy(cause),
                cause);
    }

    private static String reason(IOException e) {
        String reason = e.getMessage(); // of a file system's exception with the file's name
        return e.getClass().getSimpleName() + (reason == null ? "" : " (" + reason + ")");
    }

    /** Whether the file system is full. */
    static boolean isNoRoom(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || message.contains("quota");
    }

    private static String remedy(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof ClosedByInterruptException) {
            return "Somebody interrupted the thread that did this, as a server does when it gives up a start or stops: the disk"
                    + " is not to blame, and nothing is lost. Start the adapter again.";
        }
        if (e instanceof AccessDeniedException || message.contains("Permission denied")) {
            return "Give that user the right to read and write there (owner, mode 0700), or set journalDirectory elsewhere.";
        }
        if (isNoRoom(e)) {
            return "Free space on that file system, or set journalDirectory to a larger one.";
        }
        if (message.contains("File too large")) {
            return "Raise the limit for the size of its files (ulimit -f, LimitFSIZE) well above segmentBytes, or lower that.";
        }
        if (message.contains("Read-only file system")) {
            return "Mount that file system for writing, or set journalDirectory elsewhere.";
        }
        return "Check that directory and its file system, or set journalDirectory elsewhere.";
    }
}
