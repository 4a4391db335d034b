package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gathers delivered positions, so that the log gets few. Of the dispatcher's thread. */
final class Deliveries {

    private static final long RECORD_EVERY_MS = 10;

    private final DeliveryLog log;
    private Map<PartitionId, Long> unrecorded = new LinkedHashMap<>();
    private long recordedAtMs;

    Deliveries(DeliveryLog log, long nowMs) {
        this.log = log;
        this.recordedAtMs = nowMs;
    }

    /** Kafka has all of the partition below this sequence. */
    void note(PartitionId partition, long nextSequence) {
        unrecorded.put(partition, nextSequence);
    }

    /** Records what is due. */
    void recordDue(long nowMs) {
        if (nowMs >= dueMs()) {
            record(nowMs);
        }
    }

    /** Records what there is. */
    void record(long nowMs) {
        if (!unrecorded.isEmpty()) {
            log.delivered(new LinkedHashMap<>(unrecorded));
            unrecorded = new LinkedHashMap<>();
            recordedAtMs = nowMs;
        }
    }

    /** When there is something to record; {@link Long#MAX_VALUE} if nothing is. */
    long dueMs() {
        return unrecorded.isEmpty() ? Long.MAX_VALUE : recordedAtMs + RECORD_EVERY_MS;
    }
}
