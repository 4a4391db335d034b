package dev.rapporteur.it.crash;

/** What is done to a part of the scene. */
enum Act {
    /** kill -9. */
    KILL,
    /** Starts it; nobody waits for it. */
    START,
    /** SIGSTOP. */
    PAUSE,
    /** SIGCONT. */
    RESUME,
    /** Cuts all connections of a server to the database, and lets no new one through; the database goes on. */
    CUT_OFF,
    /** Lets them through again. */
    JOIN,
    /**
     * Takes the adapter away from a server and brings it back, when the server serves; nobody waits for it. While a database hangs,
     * it does not end: the server has the recovery of transactions forget the adapter, and that is asking the database.
     */
    REDEPLOY,
    /** Takes all room from the disk of a server's journals. */
    FILL,
    /** Gives it back. */
    FREE,
    /** Takes the permission for a server's journal directories away. */
    FORBID,
    /** Gives it back. */
    ALLOW;

    /** Whether it harms; the others undo that. */
    boolean isHarm() {
        return switch (this) {
            case KILL, PAUSE, CUT_OFF, REDEPLOY, FILL, FORBID -> true;
            case START, RESUME, JOIN, FREE, ALLOW -> false;
        };
    }
}
