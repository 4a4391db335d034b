package dev.rapporteur.impl.outbound;

/** What the fold knows of topics: the partition counts that Route frames have fixed. Lock-free, for any thread. */
@FunctionalInterface
public interface Routes {

    /** The topic's partition count, as the last Route frame says; 0 if there is none yet. */
    int partitionCount(String topic);
}
