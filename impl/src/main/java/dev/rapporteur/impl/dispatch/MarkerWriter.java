package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.time.Duration;

/** Writes a marker without reports. For one thread at a time. */
@FunctionalInterface
public interface MarkerWriter {

    /**
     * Writes, in a transaction of its own.
     *
     * @param transactionalId whose; its present producer is fenced
     * @param progressPartition where it goes
     * @throws UnansweredException if that could not be done in time; it may have taken effect
     */
    void write(String transactionalId, PartitionId partition, Marker marker, int progressPartition, Duration within)
            throws UnansweredException;
}
