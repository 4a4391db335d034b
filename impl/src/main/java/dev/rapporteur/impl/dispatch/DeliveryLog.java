package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.util.Map;

/** Where delivered positions are kept, so that a restart doesn't repeat what Kafka has. */
@FunctionalInterface
public interface DeliveryLog {

    /**
     * Kafka has all reports of these partitions below these sequences. For any thread; must not wait for the disk. A dispatcher
     * calls it about every 10 ms at most.
     *
     * @param nextSequences for each partition the sequence after the last delivered one; handed over
     */
    void delivered(Map<PartitionId, Long> nextSequences);
}
