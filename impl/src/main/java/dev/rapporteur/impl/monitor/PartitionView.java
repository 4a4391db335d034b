package dev.rapporteur.impl.monitor;

import java.beans.ConstructorProperties;
import org.jspecify.annotations.Nullable;

/** A partition, as a management client sees it; its getters are what an MXBean carries. Immutable. */
public final class PartitionView {

    private final String topic;
    private final int partition;
    private final long reportsWaiting;
    private final long bytesWaiting;
    private final long oldestWaitingMs;
    private final long nextSequence;
    private final long reportsDelivered;
    private final long reportsParked;
    private final @Nullable String held;
    private final @Nullable String heldSince;

    /**
     * Of one partition.
     *
     * @param topic its topic
     * @param partition its number; -1 for reports that wait until the topic's partitions are known
     * @param reportsWaiting reports that wait for Kafka or for the decision of their transaction
     * @param bytesWaiting bytes of these
     * @param oldestWaitingMs milliseconds since the oldest of them was placed, or found in the journal; 0 if none waits
     * @param nextSequence the sequence below which all is delivered
     * @param reportsDelivered reports delivered since the journal was opened
     * @param reportsParked reports that Kafka refused for good, which are kept
     * @param held why it stands still; null if it does not
     * @param heldSince since when, ISO 8601 in UTC
     */
    @ConstructorProperties({
        "topic",
        "partition",
        "reportsWaiting",
        "bytesWaiting",
        "oldestWaitingMs",
        "nextSequence",
        "reportsDelivered",
        "reportsParked",
        "held",
        "heldSince"
    })
    public PartitionView(
            String topic,
            int partition,
            long reportsWaiting,
            long bytesWaiting,
            long oldestWaitingMs,
            long nextSequence,
            long reportsDelivered,
            long reportsParked,
            @Nullable String held,
            @Nullable String heldSince) {
        this.topic = topic;
        this.partition = partition;
        this.reportsWaiting = reportsWaiting;
        this.bytesWaiting = bytesWaiting;
        this.oldestWaitingMs = oldestWaitingMs;
        this.nextSequence = nextSequence;
        this.reportsDelivered = reportsDelivered;
        this.reportsParked = reportsParked;
        this.held = held;
        this.heldSince = heldSince;
    }

    /** Its topic. */
    public String getTopic() {
        return topic;
    }

    /** Its number; -1 for reports that wait until the topic's partitions are known. */
    public int getPartition() {
        return partition;
    }

    /** Reports that wait for Kafka or for the decision of their transaction. */
    public long getReportsWaiting() {
        return reportsWaiting;
    }

    /** Bytes of these. */
    public long getBytesWaiting() {
        return bytesWaiting;
    }

    /** Milliseconds since the oldest of them was placed, or found in the journal; 0 if none waits. */
    public long getOldestWaitingMs() {
        return oldestWaitingMs;
    }

    /** The sequence below which all is delivered. */
    public long getNextSequence() {
        return nextSequence;
    }

    /** Reports delivered since the journal was opened. */
    public long getReportsDelivered() {
        return reportsDelivered;
    }

    /** Reports that Kafka refused for good, which are kept. */
    public long getReportsParked() {
        return reportsParked;
    }

    /** Why it stands still; null if it does not. */
    public @Nullable String getHeld() {
        return held;
    }

    /** Since when, ISO 8601 in UTC. */
    public @Nullable String getHeldSince() {
        return heldSince;
    }
}
