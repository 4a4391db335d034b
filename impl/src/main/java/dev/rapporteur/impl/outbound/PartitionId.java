package dev.rapporteur.impl.outbound;

/**
 * A topic's partition.
 *
 * @param topic the topic's name
 * @param number from 0 upward
 */
public record PartitionId(String topic, int number) {

    /** Names it in a sentence about what it has sent to a partition: both, where that is another one. */
    public String goingTo(PartitionId to) {
        return to.equals(this) ? toString() : this + ", which goes to " + to;
    }

    @Override
    public String toString() {
        return topic + "-" + number;
    }
}
