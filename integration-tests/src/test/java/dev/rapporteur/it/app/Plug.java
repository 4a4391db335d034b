package dev.rapporteur.it.app;

import jakarta.enterprise.context.ApplicationScoped;

/** Ends the server as a power cut would, or has its threads stand still where it, or something else, may be killed. */
@ApplicationScoped
public class Plug {

    /** Arms a halt point: the next call that reaches it ends the process. */
    public void pullAt(String haltPoint) {
        System.setProperty("rapporteur.halt", haltPoint);
    }

    /**
     * Holds who reaches one of these halt points, and lets all others go on.
     *
     * @param haltPoints separated by commas; none is none
     */
    public void holdAt(String haltPoints) {
        System.setProperty("rapporteur.hold", haltPoints);
    }

    /** How many threads stand at a halt point. */
    public int held(String haltPoint) {
        return Integer.getInteger("rapporteur.held." + haltPoint, 0);
    }
}
