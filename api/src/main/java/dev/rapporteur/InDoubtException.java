package dev.rapporteur;

import org.jspecify.annotations.Nullable;

/**
 * The journal failed while a report without a transaction was being written: it may or may not be sent. The only
 * exception after which something of the call may be kept.
 */
public final class InDoubtException extends ReportException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is in doubt, and why.
     *
     * @param message what happened, and what to do
     * @param cause the cause, if it is known
     */
    public InDoubtException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
