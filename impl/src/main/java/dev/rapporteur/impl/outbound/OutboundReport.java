package dev.rapporteur.impl.outbound;

import dev.rapporteur.ReportId;
import dev.rapporteur.impl.journal.Observing;
import dev.rapporteur.impl.journal.ReportBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report in its place: what a dispatcher takes from a partition buffer. Immutable but for its offset; decodes on each call, from bytes that
 * live as long as the report waits.
 */
public final class OutboundReport {

    /**
     * A header.
     *
     * @param name the name
     * @param value the value's bytes, a copy
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only handed to the client
    public record Header(String name, byte[] value) {}

    private final PartitionId partition;
    private final long sequence;
    private final Fate fate;
    private final HeldBytes held;
    private final int from;
    private final long atMs;
    private volatile long offset = Observing.NO_OFFSET;

    OutboundReport(PartitionId partition, long sequence, Fate fate, HeldBytes held, int from, long atMs) {
        this.partition = partition;
        this.sequence = sequence;
        this.fate = fate;
        this.held = held;
        this.from = from;
        this.atMs = atMs;
    }

    /** Where it stands; where it goes, unless that is mapped to another one ({@link Destinations}). */
    public PartitionId partition() {
        return partition;
    }

    /** Its place in the partition: grows by at least one from report to report, never used twice. */
    public long sequence() {
        return sequence;
    }

    /** Its id, which travels as header. */
    public ReportId id() {
        return EncodedReport.id(bytes(), from);
    }

    /**
     * Kafka has it there, at this offset. Before its receipt counts; sent again, the last one counts. Of another partition than its
     * own, to which it was mapped, no offset is told: observers would take it for one of its own.
     */
    public void confirmedAt(PartitionId where, long kafkaOffset) {
        offset = where.equals(partition) ? kafkaOffset : Observing.NO_OFFSET;
    }

    /** What observers are told of it, now that it is confirmed. */
    Observing.Told told() {
        ReportId id = id();
        return new Observing.Told(id.incarnation(), id.number(), offset);
    }

    /** Milliseconds since 1970. */
    public long timestampMs() {
        return EncodedReport.timestampMs(bytes(), from);
    }

    /** A copy of the key's bytes, or null. */
    public byte @Nullable [] key() {
        return EncodedReport.key(bytes(), from);
    }

    /** A copy of the payload's bytes; null for a tombstone. */
    public byte @Nullable [] payload() {
        return EncodedReport.payload(bytes(), from);
    }

    /** The headers in their order, without the id's. */
    public List<Header> headers() {
        return EncodedReport.headers(bytes(), from);
    }

    /** Bytes that it takes in memory and, about, on the wire. */
    public int size() {
        return EncodedReport.size(bytes(), from);
    }

    /** Its bytes, encoded: to be parked. */
    ReportBlock block() {
        return new ReportBlock(bytes(), from, size());
    }

    Fate.State fate() {
        return fate.state();
    }

    /** When it was placed or read back, by the engine's clock in milliseconds. */
    long atMs() {
        return atMs;
    }

    /** It leaves the memory. */
    void release() {
        held.release();
    }

    private byte[] bytes() {
        return held.bytes();
    }

    @Override
    public String toString() {
        return "report " + id() + " at " + partition + "@" + sequence;
    }
}
