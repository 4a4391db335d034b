package dev.rapporteur.impl.monitor;

import java.beans.ConstructorProperties;

/** What stands still, as a management client sees it; its getters are what an MXBean carries. Immutable. */
public final class HeldView {

    private final String topic;
    private final int partition;
    private final String reason;
    private final String since;
    private final long reportsWaiting;
    private final long bytesWaiting;

    /**
     * Of one partition.
     *
     * @param topic its topic
     * @param partition its number; -1 for reports that wait until the topic's partitions are known
     * @param reason why it stands still, and what it waits for
     * @param since since when, ISO 8601 in UTC; as far as is known since the journal was opened
     * @param reportsWaiting reports that wait
     * @param bytesWaiting bytes of these
     */
    @ConstructorProperties({"topic", "partition", "reason", "since", "reportsWaiting", "bytesWaiting"})
    public HeldView(String topic, int partition, String reason, String since, long reportsWaiting, long bytesWaiting) {
        this.topic = topic;
        this.partition = partition;
        this.reason = reason;
        this.since = since;
        this.reportsWaiting = reportsWaiting;
        this.bytesWaiting = bytesWaiting;
    }

    /** Its topic. */
    public String getTopic() {
        return topic;
    }

    /** Its number; -1 for reports that wait until the topic's partitions are known. */
    public int getPartition() {
        return partition;
    }

    /** Why it stands still, and what it waits for. */
    public String getReason() {
        return reason;
    }

    /** Since when, ISO 8601 in UTC; as far as is known since the journal was opened. */
    public String getSince() {
        return since;
    }

    /** Reports that wait. */
    public long getReportsWaiting() {
        return reportsWaiting;
    }

    /** Bytes of these. */
    public long getBytesWaiting() {
        return bytesWaiting;
    }
}
