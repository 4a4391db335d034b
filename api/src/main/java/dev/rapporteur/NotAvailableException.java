package dev.rapporteur;

import org.jspecify.annotations.Nullable;

/** The adapter can't take the call now: it is missing, stopped, or its journal has failed. */
public final class NotAvailableException extends ReportException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is not available.
     *
     * @param message what isn't there, and what to do
     */
    public NotAvailableException(String message) {
        super(message);
    }

    /**
     * Says what is not available, and why.
     *
     * @param message what isn't there, and what to do
     * @param cause the cause
     */
    public NotAvailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
