package dev.rapporteur.impl.decision;

/** A database can't decide as it is set up. The message says what is wrong with what, and what to do; asking again changes nothing. */
public final class DecisionSetupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DecisionSetupException(String message) {
        super(message);
    }

    DecisionSetupException(String message, Throwable cause) {
        super(message, cause);
    }
}
