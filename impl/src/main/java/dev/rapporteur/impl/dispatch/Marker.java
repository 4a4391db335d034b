package dev.rapporteur.impl.dispatch;

/**
 * How far a partition has come, as Kafka itself says: written in the same Kafka transaction as the reports before it.
 *
 * @param clusterId the cluster that it was written to: topics mirrored elsewhere bring their markers along
 * @param incarnation the opening of the journal that wrote it
 * @param nextSequence all reports of the partition below this sequence are delivered
 */
public record Marker(String clusterId, long incarnation, long nextSequence) {

    /** Checks what can be checked. */
    public Marker {
        if (clusterId.isEmpty() || nextSequence < 0) {
            throw new IllegalArgumentException("No marker: cluster \"" + clusterId + "\", next " + nextSequence);
        }
    }
}
