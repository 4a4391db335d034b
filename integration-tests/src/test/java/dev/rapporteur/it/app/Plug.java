package dev.rapporteur.it.app;

import jakarta.enterprise.context.ApplicationScoped;

/** Has threads of the server stand still where it, or something else, may be killed. */
@ApplicationScoped
public class Plug {

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

    /** All halt points that there are, one a line. */
    public String points() {
        return System.getProperty("rapporteur.points", "").replace(',', '\n');
    }
}
