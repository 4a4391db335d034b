package dev.rapporteur.impl.journal;

import org.jspecify.annotations.Nullable;

/** The journal can't be opened, written or trusted. The message names path, user, cause and remedy. */
public class JournalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With what happened, to which path, and what to do. */
    public JournalException(String message) {
        super(message);
    }

    /** With what happened, to which path, what to do, and the cause. */
    public JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
