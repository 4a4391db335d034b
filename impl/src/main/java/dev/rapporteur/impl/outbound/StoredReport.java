package dev.rapporteur.impl.outbound;

import dev.rapporteur.ReportId;
import dev.rapporteur.impl.journal.ReportBlock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report as it lies in a frame, whatever became of it. Decodes on each call; what is not {@link #isSound} must not be decoded.
 */
public final class StoredReport {

    private final byte[] bytes;
    private final int at;
    private final int size;
    private final int offset;

    private StoredReport(byte[] bytes, int at, int size, int offset) {
        this.bytes = bytes;
        this.at = at;
        this.size = size;
        this.offset = offset;
    }

    /** The reports of a block, in order. If a length makes no sense, what follows is one that isn't sound. */
    public static List<StoredReport> in(ReportBlock block) {
        List<StoredReport> reports = new ArrayList<>();
        for (int from = block.offset(); from < block.end(); ) {
            int left = block.end() - from;
            int size = left < EncodedReport.TOPIC + Short.BYTES ? 0 : EncodedReport.size(block.bytes(), from);
            boolean sane = size > EncodedReport.TOPIC && size <= left;
            reports.add(new StoredReport(block.bytes(), from, sane ? size : left, from - block.offset()));
            from += sane ? size : left;
        }
        return reports;
    }

    /** The one report that these bytes are. */
    static StoredReport whole(byte[] bytes) {
        return new StoredReport(bytes, 0, bytes.length, 0);
    }

    /** Whether its own checksum is right. */
    public boolean isSound() {
        return EncodedReport.isSound(bytes, at, size);
    }

    /** Its first byte, counted from the block's. */
    public int offset() {
        return offset;
    }

    /** Bytes that it takes. */
    public int size() {
        return size;
    }

    /** Its id. */
    public ReportId id() {
        return EncodedReport.id(bytes, at);
    }

    /** Its topic. */
    public String topic() {
        return EncodedReport.topic(bytes, at);
    }

    /** Milliseconds since 1970. */
    public long timestampMs() {
        return EncodedReport.timestampMs(bytes, at);
    }

    /** A copy of the key's bytes, or null. */
    public byte @Nullable [] key() {
        return EncodedReport.key(bytes, at);
    }

    /** A copy of the payload's bytes; null for a tombstone. */
    public byte @Nullable [] payload() {
        return EncodedReport.payload(bytes, at);
    }

    /** The headers in their order, without the id's. */
    public List<OutboundReport.Header> headers() {
        return EncodedReport.headers(bytes, at);
    }

    /**
     * The partition where it stands.
     *
     * @param sequence the place that it got
     * @param count the topic's partition count at that time, or 0 if it wasn't known
     * @return null if it isn't known yet
     */
    public @Nullable Integer partition(long sequence, int count) {
        boolean named = EncodedReport.route(bytes, at) == EncodedReport.Route.ROUTED;
        return count == 0 && !named ? null : TopicState.partitionOf(TopicState.turnOf(bytes, at), sequence, count);
    }
}
