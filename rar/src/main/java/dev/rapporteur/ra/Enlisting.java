package dev.rapporteur.ra;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the server enlists a factory's connections in transactions. With transaction support
 * switched off it never asks for their resources; that can only be seen from what it does.
 *
 * <p>UNKNOWN -> WANTED and UNKNOWN -> UNWANTED -> WANTED. Once a resource was asked for, no report
 * may ever leave a transaction silently. Safe for all threads.
 */
final class Enlisting {

    private static final System.Logger LOG = System.getLogger("dev.rapporteur");

    private enum State {
        /** Nothing seen yet. */
        UNKNOWN,
        /** A connection was handed out in an active transaction without having been enlisted. */
        UNWANTED,
        /** The server asked a connection for its resource. */
        WANTED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.UNKNOWN);

    /** The server asked for an XA resource or a local transaction. */
    void want() {
        state.set(State.WANTED);
    }

    /**
     * The server hands out a connection in an active transaction.
     *
     * @param enlisted whether it has enlisted it
     * @param definition the connection definition's name
     */
    void handedOut(boolean enlisted, String definition) {
        if (!enlisted && state.compareAndSet(State.UNKNOWN, State.UNWANTED)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The server does not enlist the connections of \"{0}\" in transactions: each report is committed"
                            + " by itself, also if the transaction around it rolls back. If that is not meant, set the"
                            + " connection definition''s transaction support to XATransaction.",
                    definition);
        }
    }

    /** Whether it is sure that the server doesn't want these connections in transactions. */
    boolean isUnwanted() {
        return state.get() == State.UNWANTED;
    }
}
