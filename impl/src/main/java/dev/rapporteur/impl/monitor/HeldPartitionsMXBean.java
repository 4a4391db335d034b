package dev.rapporteur.impl.monitor;

import java.util.List;

/**
 * What stands still, and why, for operators: {@code dev.rapporteur:type=HeldPartitions,name=...,journal=...}. All of it goes on by
 * itself when its cause is cured, after a pause of 30 seconds at most; {@link #retryNow} ends the pause. Only a report that can't be
 * read and a copied journal wait for more, which their sentences name. For any thread.
 */
public interface HeldPartitionsMXBean {

    /** So many are listed at once, at most. */
    int MOST_HELD = 1_000;

    /** How many stand still. */
    int getHeldCount();

    /** What stands still, by topic and partition: the first {@value #MOST_HELD}. */
    List<HeldView> getHeld();

    /**
     * Tries at once, and does not wait for what comes of it; refused again, the pauses go on from where they were.
     *
     * @param partition -1 for reports that wait until the topic's partitions are known
     * @throws IllegalArgumentException if it does not stand still (any more)
     */
    void retryNow(String topic, int partition);

    /**
     * Likewise for all that stand still.
     *
     * @return how many
     */
    int retryAllNow();
}
