package dev.rapporteur.impl.monitor;

/**
 * Whether an engine takes new reports, and what is left of those that it has.
 *
 * <pre>
 * TAKING            -> DRAINING   an operator drains it
 * DRAINING          -> DRAINED    nothing is left
 * DRAINED           -> DRAINING   a write that was in doubt turns out to be in the journal
 * DRAINING, DRAINED -> TAKING     an operator ends it; or the engine is opened anew, which knows nothing of it
 * </pre>
 */
public enum DrainState {
    /** It takes reports. */
    TAKING,
    /** It refuses new ones; transactions that have begun may finish, and what is there is delivered. */
    DRAINING,
    /** Likewise, and nothing is left: the server may be taken away, or pointed to another cluster. */
    DRAINED
}
