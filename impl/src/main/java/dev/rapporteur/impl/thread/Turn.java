package dev.rapporteur.impl.thread;

/** Work that is done in small steps, by a {@link TurnThread} or by a simulation. Never called by two threads at once. */
@FunctionalInterface
public interface Turn {

    /** Returned by the last turn. */
    long DONE = -1;

    /** Nothing to do until the bell rings. */
    long UNTIL_RUNG = Long.MAX_VALUE;

    /**
     * Does what can be done now.
     *
     * @return how long to rest before the next turn unless the bell rings, in milliseconds; or {@link #DONE}
     */
    long turn();
}
