package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is in the open Kafka transaction, and whether that is enough. For the dispatcher's thread. */
final class TransactionContent {

    private static final long CLOSE_AFTER_MS = 100;

    /** While more waits than goes: what waits gains more by fewer ends than it loses by a later one. */
    private static final long CLOSE_BEHIND_AFTER_MS = 300;

    /**
     * A lane's part: sequences.
     *
     * @param from the first
     * @param next behind the last
     */
    record Part(long from, long next) {}

    private final long closeAtBytes;
    private final Map<Lane, Part> parts = new LinkedHashMap<>();
    private long bytes;

    /**
     * Of nothing yet.
     *
     * @param closeAtBytes so many, as encoded, are enough
     */
    TransactionContent(long closeAtBytes) {
        this.closeAtBytes = closeAtBytes;
    }

    /** Takes a report in, the next of its lane. */
    void add(Lane lane, OutboundReport report) {
        Part before = parts.get(lane);
        parts.put(lane, new Part(before == null ? report.sequence() : before.from(), report.sequence() + 1));
        bytes += report.size();
    }

    /** Whether it holds, or would hold, nothing of the lane before this report. */
    boolean isFirst(Lane lane, OutboundReport report) {
        Part part = parts.get(lane);
        return part == null || part.from() == report.sequence();
    }

    /** Of a lane that it holds something of. */
    Part part(Lane lane) {
        Part part = parts.get(lane);
        if (part == null) {
            throw new IllegalStateException(lane + " is not in the transaction");
        }
        return part;
    }

    /** Those that it holds something of, in the order of their first reports. */
    Set<Lane> lanes() {
        return parts.keySet();
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Whether it takes no more. */
    boolean isFull() {
        return bytes >= closeAtBytes;
    }

    /** Whether it has been open for long enough: 100 ms, or 300 while more waits than goes. */
    boolean isOld(long ageMs) {
        return ageMs >= CLOSE_BEHIND_AFTER_MS || (ageMs >= CLOSE_AFTER_MS && !isBehind());
    }

    /** The age, in milliseconds, at which it may be old next. */
    static long nextAgeMs(long ageMs) {
        return ageMs < CLOSE_AFTER_MS ? CLOSE_AFTER_MS : CLOSE_BEHIND_AFTER_MS;
    }

    /** Whether reports wait for their visit, or until Kafka has taken some of these; not those of a lane that rests. */
    private boolean isBehind() {
        for (Lane lane : parts.keySet()) {
            boolean flows = !lane.isApart() && (lane.place() == Lane.Place.ROUND || lane.hasEnoughInFlight());
            if (flows && lane.buffer().ready()) {
                return true;
            }
        }
        return false;
    }

    /** Their partitions. */
    List<PartitionId> partitions() {
        return parts.keySet().stream().map(Lane::id).toList();
    }

    /** Hands out, for each lane, the sequence behind its part, and holds nothing any more. */
    Map<Lane, Long> take() {
        Map<Lane, Long> nexts = new LinkedHashMap<>();
        parts.forEach((lane, part) -> nexts.put(lane, part.next()));
        parts.clear();
        bytes = 0;
        return nexts;
    }
}
