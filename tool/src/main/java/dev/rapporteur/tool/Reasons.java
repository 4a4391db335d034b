package dev.rapporteur.tool;

import dev.rapporteur.impl.journal.JournalException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.apache.kafka.common.KafkaException;

/** An exception in one line. */
final class Reasons {

    private Reasons() {}

    static String of(Throwable e) {
        if (e instanceof UncheckedIOException && e.getCause() != null) {
            return of(e.getCause());
        }
        boolean says = e instanceof JournalException || e instanceof RefusedException;
        if (says && e.getMessage() != null) {
            return e.getMessage();
        }
        if (e instanceof FileSystemException file) {
            return of(file);
        }
        return e instanceof KafkaException ? withCauses(e) : e.toString();
    }

    private static String of(FileSystemException e) {
        String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        if (e instanceof NoSuchFileException) {
            reason = "there is no such file or directory";
        } else if (e instanceof AccessDeniedException) {
            reason = "user \"" + System.getProperty("user.name") + "\" may not do that";
        } else if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            reason = "it is there already, or is no directory";
        }
        return e.getFile() + ": " + reason + ".";
    }

    /** The client's own messages say little; what caused them says more. */
    private static String withCauses(Throwable e) {
        StringBuilder all = new StringBuilder("Kafka's client says: " + e.getMessage());
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            all.append(": ").append(cause.getMessage());
        }
        return all.append('.').toString();
    }
}
