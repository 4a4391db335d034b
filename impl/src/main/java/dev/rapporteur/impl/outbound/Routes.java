package dev.rapporteur.impl.outbound;

/** What is known of topics' partition counts, by Route frames. For any thread, without locks. */
@FunctionalInterface
public interface Routes {

    /** The topic's partition count; 0 if it isn't known. */
    int partitionCount(String topic);
}
