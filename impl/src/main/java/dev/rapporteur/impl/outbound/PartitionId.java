package dev.rapporteur.impl.outbound;

/**
 * A topic's partition.
 *
 * @param topic the topic's name
 * @param number from 0 upward
 */
public record PartitionId(String topic, int number) {

    @Override
    public String toString() {
        return topic + "-" + number;
    }
}
