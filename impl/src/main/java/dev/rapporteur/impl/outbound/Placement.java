package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.ReportBlock;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The places that the reports of one frame have taken in the partition queues, and what has become of them.
 *
 * <pre>
 * UNDECIDED -> COMMITTED | VACATED      a prepared branch, decided; VACATED also when its partitions were released
 * COMMITTED                             from the start for one-phase and non-transactional reports
 * </pre>
 *
 * <p>Changed by the journal thread only; the state is read by dispatchers.
 */
final class Placement {

    enum State {
        /** Its entries stop their partitions. */
        UNDECIDED,
        /** Its entries go out. */
        COMMITTED,
        /** Its entries have left: rolled back, or moved to the tail. */
        VACATED
    }

    private final ReportBlock block;
    private final int segment;
    private final long atMs;
    private final Set<PartitionBuffer> partitions = new LinkedHashSet<>();
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

    /** When the frame was applied here, by the engine's clock in milliseconds. */
    long atMs() {
        return atMs;
    }

    State state() {
        return state;
    }

    /** The partitions where its entries stand. */
    Set<PartitionBuffer> partitions() {
        return partitions;
    }

    int entries() {
        return entries;
    }

    void enter(PartitionBuffer partition) {
        partitions.add(partition);
        entries++;
    }

    void leave(int count) {
        entries -= count;
        if (entries < 0) {
            throw new IllegalStateException("Placement in segment " + segment + " lost more entries than it had");
        }
    }

    void commit() {
        step(State.COMMITTED);
    }

    void vacate() {
        step(State.VACATED);
    }

    private void step(State next) {
        if (state != State.UNDECIDED) {
            throw new IllegalStateException(
                    "Placement in segment " + segment + " can't go from " + state + " to " + next);
        }
        state = next;
    }
}
