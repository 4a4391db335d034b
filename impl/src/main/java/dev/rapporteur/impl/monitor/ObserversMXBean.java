package dev.rapporteur.impl.monitor;

import java.util.List;

/**
 * Who observes what becomes of reports, for operators: {@code dev.rapporteur:type=Observers,name=...,journal=...}. An observer
 * stays, and events are kept for it within {@code eventsMaxBytes}, until its application ends it; {@link #end} is for one whose
 * application is gone. For any thread.
 */
public interface ObserversMXBean {

    /** All, by name; a few at most. */
    List<ObserverView> getObservers();

    /**
     * Ends one that has no listener: what it has not been told, it never is. Durable when it returns.
     *
     * @param reason why, which the log keeps
     * @throws IllegalArgumentException if there is none of this name (any more), or it has a listener
     * @throws IllegalStateException if the journal does not take it, or it is not known whether it has
     */
    void end(String name, String reason);
}
