package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.util.Map;

/** Where delivered positions are kept, so that a restart doesn't repeat what Kafka has. */
@FunctionalInterface
public interface DeliveryLog {

    /**
     * Kafka has all reports of these partitions below these sequences. Called on the dispatcher's thread, at most about
     * every 10 ms; must not wait for the disk.
     *
     * @param nextSequences for each partition the sequence after the last delivered one; handed over
     */
    void delivered(Map<PartitionId, Long> nextSequences);
}
