package dev.rapporteur.impl.decision;

/** A database can't decide as it is set up. The message says what is wrong with what, and what to do. */
public class DecisionSetupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a whole message. */
    public DecisionSetupException(String message) {
        super(message);
    }

    /** With a whole message, and what it was found by. */
    public DecisionSetupException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Nothing has the data source's name; while a server starts it may come yet. */
    public static final class Missing extends DecisionSetupException {

        private static final long serialVersionUID = 1L;

        /** With a whole message, and what it was found by. */
        public Missing(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
