package dev.rapporteur.impl.outbound;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one partition, in sequence order.
 *
 * <pre>
 * placed -> waiting -> in flight -> (acknowledged) -> released
 *              ^-- rewind --'
 * </pre>
 *
 * <p>Entries of undecided branches stop the queue, vacated ones are passed over. The journal thread places and releases,
 * as frames say; one dispatcher at a time takes, acknowledges, rewinds and holds. Each method takes the buffer's own
 * lock for a short time and no other lock within it.
 */
public final class PartitionBuffer {

    private final PartitionId id;
    private final Deque<OutboundReport> waiting = new ArrayDeque<>();
    private final Deque<OutboundReport> inFlight = new ArrayDeque<>();
    private long nextSequence;
    private long deliveredSequence;
    private long acknowledgedSequence;
    private @Nullable String held;
    private int vacated;

    PartitionBuffer(PartitionId id, long deliveredSequence) {
        this.id = id;
        this.deliveredSequence = deliveredSequence;
        this.acknowledgedSequence = deliveredSequence;
        this.nextSequence = deliveredSequence;
    }

    /** The partition. */
    public PartitionId id() {
        return id;
    }

    /**
     * Takes the next committed reports in order; they are in flight until they are acknowledged and their Delivered frame
     * has been applied, or until the next rewind.
     *
     * @param maxReports at most so many, at least 1
     * @param maxBytes stops after the report with which the sum of sizes reaches this
     * @return the reports; empty if nothing waits or an undecided branch stops the queue
     */
    public synchronized List<OutboundReport> take(int maxReports, long maxBytes) {
        List<OutboundReport> taken = new ArrayList<>(Math.min(maxReports, waiting.size()));
        long bytes = 0;
        while (taken.size() < maxReports && bytes < maxBytes) {
            OutboundReport next = firstWaiting();
            if (next == null || next.placement().state() == Placement.State.UNDECIDED) {
                break;
            }
            inFlight.add(waiting.remove());
            taken.add(next);
            bytes += next.size();
        }
        return taken;
    }

    /** Whether {@link #take} would give something. */
    public synchronized boolean ready() {
        OutboundReport next = firstWaiting();
        return next != null && next.placement().state() == Placement.State.COMMITTED;
    }

    /**
     * Notes that Kafka has confirmed all reports below this sequence: a rewind keeps them out. They are released when the
     * Delivered frame that the dispatcher appends is applied.
     */
    public synchronized void acknowledge(long nextSequence) {
        acknowledgedSequence = Math.max(acknowledgedSequence, nextSequence);
    }

    /** Puts what is in flight and not acknowledged back at the head of the queue, in order. */
    public synchronized void rewind() {
        rewindTo(acknowledgedSequence);
    }

    /**
     * Puts the newest of what is in flight back at the head of the queue, in order: what was taken, but not handed on.
     *
     * @param sequence the first that goes back
     */
    public synchronized void rewindTo(long sequence) {
        long from = Math.max(sequence, acknowledgedSequence);
        while (!inFlight.isEmpty() && inFlight.getLast().sequence() >= from) {
            waiting.addFirst(inFlight.removeLast());
        }
    }

    /**
     * Marks the partition as standing still, for operators to see; null lifts the mark. It changes nothing else: the
     * dispatcher stops and probes by itself.
     *
     * @param reason a sentence: what is waited for
     */
    public synchronized void hold(@Nullable String reason) {
        held = reason;
    }

    /** Why the partition stands still, or null. */
    public synchronized @Nullable String held() {
        return held;
    }

    /** Reports in the buffer: waiting or in flight, decided or not. */
    public synchronized int size() {
        return waiting.size() + inFlight.size();
    }

    /** The next report's sequence is at least this. */
    public synchronized long nextSequence() {
        return nextSequence;
    }

    /** All below this sequence is delivered, by a frame. */
    public synchronized long deliveredSequence() {
        return deliveredSequence;
    }

    /** Adds a report at the tail. */
    synchronized void place(Placement placement, int offset, long sequence) {
        if (sequence < nextSequence) {
            throw new IllegalStateException("Sequence " + sequence + " in " + id + " is below " + nextSequence);
        }
        nextSequence = sequence + 1;
        waiting.add(new OutboundReport(id, sequence, placement, offset));
        placement.standIn(this);
    }

    /** So many of the entries have been vacated; when half of the queue is, they are cleared away. */
    synchronized void vacated(int count) {
        vacated += count;
        if (2 * vacated > waiting.size()) {
            waiting.removeIf(report -> report.placement().state() == Placement.State.VACATED);
            vacated = 0;
        }
    }

    /** Removes all below the sequence, in flight or waiting. */
    synchronized List<OutboundReport> release(long nextSequence) {
        List<OutboundReport> released = new ArrayList<>();
        deliveredSequence = Math.max(deliveredSequence, nextSequence);
        acknowledgedSequence = Math.max(acknowledgedSequence, nextSequence);
        releaseFrom(inFlight, released);
        releaseFrom(waiting, released);
        return released;
    }

    /** When the first entry was applied, by the engine's clock; {@link Long#MAX_VALUE} if the buffer is empty. */
    synchronized long oldestMs() {
        OutboundReport oldest = inFlight.isEmpty() ? firstWaiting() : inFlight.getFirst();
        return oldest == null ? Long.MAX_VALUE : oldest.placement().atMs();
    }

    private void releaseFrom(Deque<OutboundReport> queue, List<OutboundReport> released) {
        while (!queue.isEmpty() && queue.getFirst().sequence() < deliveredSequence) {
            released.add(queue.removeFirst());
        }
    }

    private @Nullable OutboundReport firstWaiting() {
        while (!waiting.isEmpty() && waiting.getFirst().placement().state() == Placement.State.VACATED) {
            waiting.removeFirst();
        }
        return waiting.peekFirst();
    }

    @Override
    public String toString() {
        return "buffer of " + id;
    }
}
