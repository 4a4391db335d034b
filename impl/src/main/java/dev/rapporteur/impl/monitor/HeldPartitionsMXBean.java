package dev.rapporteur.impl.monitor;

import java.util.List;

/**
 * What stands still, and why, for operators: {@code dev.rapporteur:type=HeldPartitions,name=...,journal=...}. All of it goes on by
 * itself when its cause is cured, after a pause of 30 seconds at most; {@link #retryNow} ends the pause. Only a report that can't be
 * read, a copied journal, and a progress marker that is missing or is another journal's or cluster's, wait for more, which their
 * sentences name. For any thread.
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

    /** Which lost partitions' reports go to another one, by topic and partition. */
    List<MappingView> getMappings();

    /**
     * Sends the reports of a lost partition to another one of its topic from now on: those that wait, and those that will come. They
     * stay in their order; between them and what the other one has of its own there is none. It stays so, also when the partition is
     * there again, until it is ended. The same again changes nothing. Durable when it returns, and followed within a second, as soon
     * as what is on its way is settled where it went.
     *
     * @param from the lost partition
     * @param to one that is there
     * @param reason why, which the log keeps
     * @throws IllegalArgumentException if that may not be: the sentence says why
     * @throws IllegalStateException if the journal does not take it, or it is not known whether it has
     */
    void mapPartition(String topic, int from, int to, String reason);

    /**
     * Sends a partition's reports to itself again, likewise; if it is not there, they wait.
     *
     * @param reason why, which the log keeps
     */
    void endMapping(String topic, int from, String reason);
}
