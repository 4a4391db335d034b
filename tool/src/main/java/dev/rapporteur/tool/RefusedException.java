package dev.rapporteur.tool;

import org.jspecify.annotations.Nullable;

/** The tool won't do it. The message says why, and what to do. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }

    RefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
