package dev.rapporteur.impl.routing;

/** Where a topic's partition count becomes part of the truth. */
@FunctionalInterface
public interface RouteLog {

    /**
     * Fixes the topic's partition count: reports that wait for it, and later ones, are routed by it. Called on the
     * metadata thread, only with a count above the known one.
     *
     * @return true: durable, and readable as Routes. False: the journal did not take it, as when it has failed
     */
    boolean route(String topic, int partitions);
}
