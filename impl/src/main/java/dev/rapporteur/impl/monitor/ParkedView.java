package dev.rapporteur.impl.monitor;

import java.beans.ConstructorProperties;

/** A parked report, as a management client sees it; its getters are what an MXBean carries. Immutable. */
public final class ParkedView {

    private final String topic;
    private final int partition;
    private final long sequence;
    private final String id;
    private final int bytes;
    private final String since;
    private final String reason;

    /**
     * Of one report.
     *
     * @param sequence names it in its partition
     * @param id the report's id
     * @param bytes its size in the journal
     * @param since when it was parked, ISO 8601 in UTC
     * @param reason why
     */
    @ConstructorProperties({"topic", "partition", "sequence", "id", "bytes", "since", "reason"})
    public ParkedView(String topic, int partition, long sequence, String id, int bytes, String since, String reason) {
        this.topic = topic;
        this.partition = partition;
        this.sequence = sequence;
        this.id = id;
        this.bytes = bytes;
        this.since = since;
        this.reason = reason;
    }

    /** Where it was to go. */
    public String getTopic() {
        return topic;
    }

    /** Where it was to go. */
    public int getPartition() {
        return partition;
    }

    /** Names it in its partition. */
    public long getSequence() {
        return sequence;
    }

    /** The report's id. */
    public String getId() {
        return id;
    }

    /** Its size in the journal. */
    public int getBytes() {
        return bytes;
    }

    /** When it was parked, ISO 8601 in UTC. */
    public String getSince() {
        return since;
    }

    /** Why it was parked. */
    public String getReason() {
        return reason;
    }
}
