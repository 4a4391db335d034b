package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.Frame;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One topic: its partition count, its partitions' buffers, and the reports that wait until the count is known, in order.
 * Owned by the journal thread. What others ask of those that wait is under the topic's lock; the thread that reads back may
 * ask that they be dealt out ({@link #askToDeal}).
 */
final class TopicState {

    /** A turn that says: any partition, as the sequence falls. */
    private static final int IN_TURN = -1;
    /** Turns from here on downward name a partition. */
    private static final int FIRST_EXPLICIT = -2;

    private static final long BY_ITSELF = 0;

    private final String name;
    private final TreeMap<Integer, PartitionBuffer> buffers = new TreeMap<>();
    private final RunQueue unrouted;
    private volatile int partitionCount;
    private volatile int firstCount;
    private volatile boolean dealWanted;
    private boolean pinned;
    /** Nothing that waits has a lower sequence; {@link #BY_ITSELF} if the Route says by itself where reports go. */
    private volatile long chosenBelow;

    TopicState(String name, LiveSegments live) {
        this.name = name;
        this.unrouted = new RunQueue(live);
    }

    String name() {
        return name;
    }

    /** 0 while no Route is known. */
    int partitionCount() {
        return partitionCount;
    }

    /** The count that the first Route gave: it fixes where the reports go that waited for it. */
    int firstCount() {
        return firstCount;
    }

    /** Whether reports without a partition of their own wait until one is chosen for each. For any thread. */
    boolean isByChoice() {
        return chosenBelow != BY_ITSELF;
    }

    /** Nothing that waits for a choice has a lower sequence. For any thread. */
    long chosenBelow() {
        return chosenBelow;
    }

    /** From here on, by choice; and none of those that wait has a lower sequence than this, 1 at least. */
    void chosenBelow(long next) {
        chosenBelow = Math.max(Math.max(1, next), chosenBelow);
    }

    /** Whether a report with this turn waits: for the Route, or for a choice. */
    boolean mustWait(int turn) {
        return partitionCount == 0 || (isByChoice() && turn > FIRST_EXPLICIT);
    }

    Collection<PartitionBuffer> buffers() {
        return buffers.values();
    }

    /** The partition's buffer, made if there is none: nothing goes past what is still to be dealt out. */
    PartitionBuffer buffer(int partition, Function<Integer, PartitionBuffer> fresh) {
        PartitionBuffer buffer = buffers.get(partition);
        if (buffer == null) {
            buffer = fresh.apply(partition);
            buffer.toBeDealt(gap());
            synchronized (this) {
                buffers.put(partition, buffer);
            }
        }
        return buffer;
    }

    /** Takes a partition count; a smaller one than known changes nothing. */
    void route(int count, int first) {
        firstCount = firstCount == 0 ? first : firstCount;
        partitionCount = Math.max(partitionCount, count);
    }

    /** How the report finds its partition, in one number: the key's hash, or any in turn, or that of the caller. */
    static int turnOf(byte[] bytes, int offset) {
        return switch (EncodedReport.route(bytes, offset)) {
            case ROUTED -> turnTo(EncodedReport.partitionOrHash(bytes, offset));
            case HASHED -> EncodedReport.partitionOrHash(bytes, offset);
            case IN_TURN -> IN_TURN;
        };
    }

    /** That of one which goes to this partition. */
    static int turnTo(int partition) {
        return FIRST_EXPLICIT - partition;
    }

    /** The partition of a report with this turn and sequence, in a topic of so many. */
    static int partitionOf(int turn, long sequence, int count) {
        if (turn <= FIRST_EXPLICIT) {
            return FIRST_EXPLICIT - turn;
        }
        return turn == IN_TURN ? (int) (sequence % count) : turn % count;
    }

    /** Whether reports wait, for the Route or to be dealt out. */
    synchronized boolean wanting() {
        return !unrouted.isEmpty();
    }

    /** What to do with those that wait, guarded. */
    synchronized <T> T unrouted(Function<RunQueue, T> work) {
        return work.apply(unrouted);
    }

    /** What is still to be dealt out; {@link RunQueue.Gap#NONE} if nothing is, or no Route is known. */
    synchronized RunQueue.Gap gap() {
        return partitionCount == 0 ? RunQueue.Gap.NONE : unrouted.span();
    }

    /** After something was dealt out, or the Route became known: so far the partitions may load. */
    void setBarriers() {
        List<PartitionBuffer> all;
        synchronized (this) {
            all = new ArrayList<>(buffers.values());
        }
        RunQueue.Gap gap = gap();
        all.forEach(buffer -> buffer.toBeDealt(gap));
    }

    /** Where they lie is about to be in a frame: until that is settled, what waits here is not copied. For any thread. */
    synchronized void pin(boolean pin) {
        pinned = pin;
    }

    /** Whether reports wait for choices that can be made. For any thread. */
    synchronized boolean hasToChoose() {
        return partitionCount > 0 && isByChoice() && !unrouted.isEmpty();
    }

    /** The oldest of what waits to be dealt out; null if nothing does. */
    synchronized @Nullable Run toDeal() {
        return partitionCount == 0 || isByChoice() ? null : unrouted.first();
    }

    /** Whether something that lies in this segment is to be dealt out, or is pinned. */
    synchronized boolean hasToDealIn(int segment) {
        return partitionCount > 0
                && (!isByChoice() || pinned)
                && unrouted.runs().stream().anyMatch(run -> run.segment == segment);
    }

    /** A partition has nothing left before what is to be dealt out. For any thread. @return whether that is new */
    boolean askToDeal() {
        boolean isNew = !dealWanted && toDeal() != null;
        dealWanted = dealWanted || isNew;
        return isNew;
    }

    /** Whether something is to be dealt out now; from here on it must be asked for anew. */
    boolean takeDealWanted() {
        boolean wanted = dealWanted;
        dealWanted = false;
        return wanted && toDeal() != null;
    }

    /** What waits for the Route, or to be dealt out. */
    synchronized PartitionReading unroutedReading() {
        return new PartitionReading(
                new PartitionId(name, Frame.UNROUTED),
                unrouted.remaining(),
                unrouted.bytes(),
                waitingSinceMs(),
                0,
                0,
                null,
                Long.MAX_VALUE);
    }

    /** When the first of those that wait for the Route was placed; {@link Long#MAX_VALUE} if none does. */
    synchronized long waitingSinceMs() {
        Run first = unrouted.first();
        return first == null ? Long.MAX_VALUE : first.sinceMs;
    }
}
