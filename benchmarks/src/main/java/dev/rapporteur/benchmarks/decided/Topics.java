package dev.rapporteur.benchmarks.decided;

/** Where messages go. */
public final class Topics {

    /** The topic, the emitter's channel, and the queue. */
    public static final String NAME = "payments";

    private Topics() {}
}
