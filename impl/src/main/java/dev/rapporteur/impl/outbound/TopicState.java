package dev.rapporteur.impl.outbound;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One topic: its partition count, its partitions' buffers, and the reports that wait until the count is known, in order.
 * Owned by the journal thread.
 */
final class TopicState {

    /**
     * A report that waits for the topic's Route.
     *
     * @param placement its frame's
     * @param offset where it lies in the block
     * @param sequence its sequence
     */
    private record Unrouted(Placement placement, int offset, long sequence) {}

    private final String name;
    private final TreeMap<Integer, PartitionBuffer> buffers = new TreeMap<>();
    private final Deque<Unrouted> unrouted = new ArrayDeque<>();
    private int partitionCount;
    private int vacated;

    TopicState(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** 0 while no Route is known. */
    int partitionCount() {
        return partitionCount;
    }

    Collection<PartitionBuffer> buffers() {
        return buffers.values();
    }

    /** Whether reports wait for the topic's Route. */
    boolean wanting() {
        return unrouted.size() > vacated;
    }

    /** One of the reports that wait for the Route has gone; when half of them have, they are cleared away. */
    void vacated() {
        vacated++;
        if (2 * vacated > unrouted.size()) {
            unrouted.removeIf(one -> one.placement().state() == Placement.State.VACATED);
            vacated = 0;
        }
    }

    PartitionBuffer buffer(int partition, Supplier<PartitionBuffer> fresh) {
        return buffers.computeIfAbsent(partition, number -> fresh.get());
    }

    /**
     * The report's partition: its own, or its key's hash modulo the count, or in the turn that its sequence gives it.
     */
    int partitionOf(byte[] bytes, int offset, long sequence) {
        return switch (EncodedReport.route(bytes, offset)) {
            case ROUTED -> EncodedReport.partitionOrHash(bytes, offset);
            case HASHED -> EncodedReport.partitionOrHash(bytes, offset) % partitionCount;
            case IN_TURN -> (int) (sequence % partitionCount);
        };
    }

    void keepUnrouted(Placement placement, int offset, long sequence) {
        unrouted.add(new Unrouted(placement, offset, sequence));
        placement.waitFor(this);
    }

    /** Takes a partition count; a smaller one than known changes nothing. */
    void route(int count) {
        partitionCount = Math.max(partitionCount, count);
    }

    /** What to do with each report that waited. */
    interface Placer {
        void place(Placement placement, int offset, long sequence);
    }

    /** Hands out the reports that waited, in order, but for vacated ones. */
    void drainUnrouted(Placer placer) {
        List<Unrouted> all = new ArrayList<>(unrouted);
        unrouted.clear();
        vacated = 0;
        for (Unrouted one : all) {
            if (one.placement().state() != Placement.State.VACATED) {
                one.placement().waitNoMoreFor(this);
                placer.place(one.placement(), one.offset(), one.sequence());
            }
        }
    }
}
