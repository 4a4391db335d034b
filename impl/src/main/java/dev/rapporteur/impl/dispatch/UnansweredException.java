package dev.rapporteur.impl.dispatch;

/** The cluster did not answer a question in time, or not as hoped: an outage, asked again after a pause. */
public final class UnansweredException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what was asked, and why there is no answer. */
    public UnansweredException(String message) {
        super(message);
    }

    /** The same, after a failure. */
    public UnansweredException(String message, Throwable cause) {
        super(message, cause);
    }
}
