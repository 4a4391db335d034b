package dev.rapporteur.impl.dispatch;

/**
 * How far a partition has come, as Kafka itself says: written in the same Kafka transaction as the reports before it.
 *
 * @param clusterId the cluster that it was written to: topics mirrored elsewhere bring their markers along
 * @param incarnation the opening of the journal that wrote it
 * @param generation within an opening: grows when a partition has lost what a marker said; later generations count
 * @param fromSequence the first report of the partition in the marker's own transaction
 * @param nextSequence all reports of the partition below this sequence are delivered
 * @param takenBy the number of the topic's partition that took them: its own, or the one to which an operator had mapped it; 0 if
 *     there are none
 * @param firstOffset where in that one the first report stands; {@link #NO_OFFSET} if that is not known, or there is none
 */
public record Marker(
        String clusterId,
        long incarnation,
        int generation,
        long fromSequence,
        long nextSequence,
        int takenBy,
        long firstOffset) {

    /** In place of an offset. */
    public static final long NO_OFFSET = -1;

    /** Checks what can be checked. */
    public Marker {
        if (clusterId.isEmpty()
                || generation < 0
                || fromSequence < 0
                || nextSequence < fromSequence
                || takenBy < 0
                || firstOffset < NO_OFFSET) {
            throw new IllegalArgumentException("No marker: cluster \"" + clusterId + "\", generation " + generation
                    + ", from " + fromSequence + ", next " + nextSequence + ", in partition " + takenBy + " at offset "
                    + firstOffset);
        }
    }

    /** In a transaction without reports of the partition. */
    public Marker(String clusterId, long incarnation, int generation, long nextSequence) {
        this(clusterId, incarnation, generation, nextSequence, nextSequence, 0, NO_OFFSET);
    }

    /** Which of two of the same opening counts. */
    public static Marker later(Marker a, Marker b) {
        if (a.generation != b.generation) {
            return a.generation > b.generation ? a : b;
        }
        return a.nextSequence >= b.nextSequence ? a : b;
    }
}
