package dev.rapporteur.demo.desk;

/**
 * Ends the server as a power cut would, at a chosen point: the adapter asks for this system property at
 * its halt points when the server runs with {@code -Drapporteur.haltPoints=true}.
 */
final class Plug {

    private static final String PROPERTY = "rapporteur.halt";
    private static final String BEFORE_COMMIT = "BEFORE_COMMIT";

    private Plug() {}

    /** Ends the server at its next commit: when all is prepared and decided, and the report not yet committed. */
    static void pullBeforeCommit() {
        System.setProperty(PROPERTY, BEFORE_COMMIT);
    }
}
