package dev.rapporteur.impl.monitor;

import java.util.List;

/**
 * Reports that Kafka refused for good, for operators: {@code dev.rapporteur:type=ParkedReports,name=...,journal=...}. Each is
 * named by topic, partition and sequence. For any thread; what changes something is durable when it returns, and otherwise
 * throws an IllegalStateException or IllegalArgumentException that says what to do.
 */
public interface ParkedReportsMXBean {

    /** All, by topic, partition and sequence: about 10,000 at most. */
    List<ParkedView> getParked();

    /** One report with all that Kafka would get, to be kept or sent elsewhere; it stays parked. */
    ParkedContent export(String topic, int partition, long sequence);

    /** Sends one again: it takes a new place at its partition's tail, with its old id. */
    void retry(String topic, int partition, long sequence);

    /**
     * Sends all of a partition again, in their old order.
     *
     * @param to the partition where they go: their own one, or another one of the topic
     * @return how many; those that can't be read are left out, and named in the log
     */
    int retryAll(String topic, int partition, int to);

    /**
     * Gives one up for good.
     *
     * @param reason why, which the journal records
     */
    void drop(String topic, int partition, long sequence, String reason);
}
