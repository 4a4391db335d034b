package dev.rapporteur.impl.monitor;

import java.beans.ConstructorProperties;

/** An observer, as a management client sees it; its getters are what an MXBean carries. Immutable. */
public final class ObserverView {

    private final String name;
    private final boolean listening;
    private final boolean behind;
    private final int segmentsBehind;

    /**
     * One.
     *
     * @param name the name under which it observes
     * @param listening whether it has a listener now
     * @param behind whether there may be events that it has not been told
     * @param segmentsBehind how many of the journal's segments they may stand in, besides the active one
     */
    @ConstructorProperties({"name", "listening", "behind", "segmentsBehind"})
    public ObserverView(String name, boolean listening, boolean behind, int segmentsBehind) {
        this.name = name;
        this.listening = listening;
        this.behind = behind;
        this.segmentsBehind = segmentsBehind;
    }

    /** The name under which it observes. */
    public String getName() {
        return name;
    }

    /** Whether it has a listener now: its application is there. */
    public boolean isListening() {
        return listening;
    }

    /** Whether there may be events that it has not been told. */
    public boolean isBehind() {
        return behind;
    }

    /** How many of the journal's segments these may stand in, besides the active one. */
    public int getSegmentsBehind() {
        return segmentsBehind;
    }
}
