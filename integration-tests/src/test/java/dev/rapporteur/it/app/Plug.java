package dev.rapporteur.it.app;

import jakarta.enterprise.context.ApplicationScoped;

/** Ends the server as a power cut would. */
@ApplicationScoped
public class Plug {

    /** Arms a halt point: the next call that reaches it ends the process. */
    public void pullAt(String haltPoint) {
        System.setProperty("rapporteur.halt", haltPoint);
    }
}
