package dev.rapporteur.impl.dispatch;

import org.jspecify.annotations.Nullable;

/** The cluster did not answer a question in time, or not as hoped: an outage, asked again after a pause. */
public final class UnansweredException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what was asked, and why there is no answer. */
    public UnansweredException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
