package dev.rapporteur.impl.decision;

/** A database can't decide as it is set up. The message says what is wrong, where, and what to do. */
public class DecisionSetupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a whole message. */
    public DecisionSetupException(String message) {
        super(message);
    }
}
