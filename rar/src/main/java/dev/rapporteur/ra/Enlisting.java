package dev.rapporteur.ra;

/**
 * Whether the server enlists a factory's connections in transactions. With transaction support
 * switched off it never asks for their resources; that can only be seen from what it does.
 *
 * <p>UNKNOWN -> WANTED and UNKNOWN -> UNWANTED -> WANTED. Once a resource was asked for, no report
 * may ever leave a transaction silently. Safe for all threads.
 */
final class Enlisting {

    private enum State {
        /** Nothing seen yet. */
        UNKNOWN,
        /** A connection was handed out in an active transaction without having been enlisted. */
        UNWANTED,
        /** The server asked a connection for its resource. */
        WANTED
    }

    private volatile State state = State.UNKNOWN;

    /** The server asked for an XA resource or a local transaction. */
    void want() {
        state = State.WANTED;
    }

    /** The server hands out a connection in an active transaction; whether it has enlisted it. */
    void handedOut(boolean enlisted) {
        if (!enlisted && state == State.UNKNOWN) {
            state = State.UNWANTED;
        }
    }

    /** Whether it is sure that the server doesn't want these connections in transactions. */
    boolean isUnwanted() {
        return state == State.UNWANTED;
    }
}
