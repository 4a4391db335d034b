package dev.rapporteur.impl.monitor;

import java.beans.ConstructorProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parked report as Kafka would get it, for a management client; its getters are what an MXBean carries. */
public final class ParkedContent {

    private final String id;
    private final String timestamp;
    private final byte @Nullable [] key;
    private final byte @Nullable [] payload;
    private final List<String> headerNames;
    private final List<byte[]> headerValues;

    /**
     * One.
     *
     * @param id the report's
     * @param timestamp its own, ISO 8601 in UTC
     * @param key null if it has none
     * @param payload null for a tombstone
     * @param headerNames in the headers' order, without that of the id
     * @param headerValues likewise
     */
    @ConstructorProperties({"id", "timestamp", "key", "payload", "headerNames", "headerValues"})
    public ParkedContent(
            String id,
            String timestamp,
            byte @Nullable [] key,
            byte @Nullable [] payload,
            List<String> headerNames,
            List<byte[]> headerValues) {
        this.id = id;
        this.timestamp = timestamp;
        this.key = key;
        this.payload = payload;
        this.headerNames = List.copyOf(headerNames);
        this.headerValues = List.copyOf(headerValues);
    }

    /** Its id, which consumers find in the header {@code report-id}. */
    public String getId() {
        return id;
    }

    /** Its own time, ISO 8601 in UTC. */
    public String getTimestamp() {
        return timestamp;
    }

    /** Null if it has none. */
    public byte @Nullable [] getKey() {
        return key;
    }

    /** Null for a tombstone. */
    public byte @Nullable [] getPayload() {
        return payload;
    }

    /** In the headers' order, without that of the id. */
    public List<String> getHeaderNames() {
        return headerNames;
    }

    /** Likewise. */
    public List<byte[]> getHeaderValues() {
        return headerValues;
    }
}
