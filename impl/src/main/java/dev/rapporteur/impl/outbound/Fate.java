package dev.rapporteur.impl.outbound;

/**
 * What becomes of the reports of one frame.
 *
 * <pre>
 * UNDECIDED -> COMMITTED   its branch was committed
 * UNDECIDED -> VACATED     its branch was rolled back, or its partitions were released from waiting for it
 * COMMITTED                from the start for one-phase and non-transactional reports
 * </pre>
 *
 * <p>Changed by the journal thread only; read by any.
 */
final class Fate {

    enum State {
        /** Its reports stop their partitions. */
        UNDECIDED,
        /** Its reports go out. */
        COMMITTED,
        /** Its reports have left their places; whoever meets one passes over it. */
        VACATED
    }

    /** Of all that was committed from the start. */
    static final Fate COMMITTED = new Fate(State.COMMITTED);

    private volatile State state;

    private Fate(State state) {
        this.state = state;
    }

    static Fate undecided() {
        return new Fate(State.UNDECIDED);
    }

    State state() {
        return state;
    }

    void become(State next) {
        if (state != State.UNDECIDED) {
            throw new IllegalStateException("Reports that are " + state + " can't become " + next);
        }
        state = next;
    }
}
