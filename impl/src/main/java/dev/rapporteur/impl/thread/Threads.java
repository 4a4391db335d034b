package dev.rapporteur.impl.thread;

import java.time.Duration;

/** Starts long-lived work on threads of its own; in a simulation, on the simulation's. */
@FunctionalInterface
public interface Threads {

    /** Work that was started. */
    interface Running {

        /**
         * Waits until its turns are done and its thread has ended. An interrupt does not end the wait; it is kept.
         *
         * @return whether it has
         */
        boolean join(Duration max);
    }

    /**
     * Starts.
     *
     * @param work what it does, as part of the thread's name
     * @param bell what wakes it
     */
    Running start(String work, Turn turn, Bell bell);
}
