package dev.rapporteur.impl.monitor;

import java.util.List;

/**
 * How delivery goes, per broker and per partition, for operators: {@code dev.rapporteur:type=Delivery,name=...,journal=...}. Reading
 * takes each partition's lock for a moment, and waits for nothing. For any thread.
 */
public interface DeliveryMXBean {

    /** So many partitions are listed at once, at most. */
    int MOST_PARTITIONS = 1_000;

    /** The brokers that lead partitions of ours, by their ids. */
    List<BrokerView> getBrokers();

    /** How many partitions ever had reports, and topics whose reports wait until their partitions are known. */
    int getPartitionCount();

    /** The partitions that ever had reports, by topic and number: the first {@value #MOST_PARTITIONS}. */
    List<PartitionView> getPartitions();

    /**
     * A part of the list.
     *
     * @param topic of this topic only; empty: of all
     * @param from so many are left out at the beginning, 0 or more
     * @param most at most so many, 1 to {@value #MOST_PARTITIONS}
     */
    List<PartitionView> partitions(String topic, int from, int most);
}
