package dev.rapporteur;

/**
 * A listener that is told what became of reports, from {@link ReportConnectionFactory#observe} on until it is closed. Safe for
 * all threads.
 */
public interface Observation extends AutoCloseable {

    /** The name under which events are kept. */
    String name();

    /**
     * Whether the listener is still told: not after it was closed or replaced by another one of its name, nor when the resource
     * adapter has stopped.
     */
    boolean isOpen();

    /**
     * Tells the listener no more, and lets go of it. Events wait for the next listener of this name, also over restarts of the
     * server, within {@code eventsMaxBytes}. Waits for a call that is under way, 10 s at most, but not
     * within the listener's own. Again, it does nothing.
     */
    @Override
    void close();

    /**
     * Closes, for good: no more events are kept for this name.
     *
     * @throws NotAvailableException if that can't be noted now: the adapter is stopped, or its journal has failed
     */
    void end();
}
