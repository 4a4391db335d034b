package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.ReportBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The places that the reports of one frame have taken in the partition queues, and what has become of them.
 *
 * <pre>
 * UNDECIDED -> COMMITTED   its branch was committed
 * UNDECIDED -> VACATED     its branch was rolled back, or its partitions were released from waiting for it
 * COMMITTED                from the start for one-phase and non-transactional reports
 * </pre>
 *
 * <p>Changed by the journal thread only; state and block are read by dispatchers.
 */
final class Placement {

    enum State {
        /** Its entries stop their partitions. */
        UNDECIDED,
        /** Its entries go out. */
        COMMITTED,
        /** Its entries have left their places; whoever meets one passes over it. */
        VACATED
    }

    private static final ReportBlock NOTHING = new ReportBlock(new byte[0], 0, 0);

    private final int segment;
    private final long atMs;
    private final Map<PartitionBuffer, Integer> places = new LinkedHashMap<>();
    private final List<TopicState> unrouted = new ArrayList<>();
    private volatile ReportBlock block;
    private volatile State state;
    private int entries;

    Placement(ReportBlock block, int segment, long atMs, State state) {
        this.block = block;
        this.segment = segment;
        this.atMs = atMs;
        this.state = state;
    }

    ReportBlock block() {
        return block;
    }

    /** The segment that holds the frame. */
    int segment() {
        return segment;
    }

    /** When the frame was applied, by the engine's clock in milliseconds. */
    long atMs() {
        return atMs;
    }

    State state() {
        return state;
    }

    /** The partitions where its entries stand. */
    Set<PartitionBuffer> partitions() {
        return places.keySet();
    }

    /** An entry stands in this partition now. */
    void standIn(PartitionBuffer partition) {
        places.merge(partition, 1, Integer::sum);
    }

    /** An entry waits for this topic's Route. */
    void waitFor(TopicState topic) {
        unrouted.add(topic);
    }

    /** The topic's Route is known. */
    void waitNoMoreFor(TopicState topic) {
        unrouted.removeIf(one -> one == topic);
    }

    /** Reports that Kafka has not confirmed yet. */
    int entries() {
        return entries;
    }

    /** Counts a report in, before it is known where it stands. */
    void add() {
        entries++;
    }

    /** Counts a confirmed report out. @return whether it was the last */
    boolean remove() {
        if (entries == 0) {
            throw new IllegalStateException("A placement in segment " + segment + " lost more reports than it had");
        }
        return --entries == 0;
    }

    void commit() {
        step(State.COMMITTED);
    }

    /** Lets go of the bytes too, and tells the queues: what still stands in them must not pile up. */
    void vacate() {
        step(State.VACATED);
        block = NOTHING;
        places.forEach(PartitionBuffer::vacated);
        unrouted.forEach(TopicState::vacated);
    }

    /** The topics whose Routes entries waited for. */
    List<TopicState> unrouted() {
        return unrouted;
    }

    private void step(State next) {
        if (state != State.UNDECIDED) {
            throw new IllegalStateException(
                    "A placement in segment " + segment + " can't go from " + state + " to " + next);
        }
        state = next;
    }
}
