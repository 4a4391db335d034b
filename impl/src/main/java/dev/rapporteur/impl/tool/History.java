package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Observing;
import dev.rapporteur.impl.journal.Parking;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the frames that are still there say about the reports' fates: read once, so that with the second reading each report's
 * fate is known when it is met. For one thread.
 */
final class History extends FramePass<Long> {

    /** Undecided branches, by their BranchPrepared frame's sequence. */
    private final Map<BranchXid, Long> prepared = new HashMap<>();
    /** BranchPrepared frames whose branches were rolled back. */
    private final Set<Long> rolledBack = new HashSet<>();
    /** BranchPrepared frames whose partitions were released from waiting, with the frame that gave the reports new places. */
    private final Map<Long, Long> released = new HashMap<>();
    /** The partition count that a topic's first Route gave. */
    private final Map<String, Integer> firstCounts = new HashMap<>();
    /** The partition counts of each topic by the sequence of the frame from which they count. */
    private final Map<String, TreeMap<Long, Integer>> counts = new HashMap<>();
    /** Topics whose Route is by choice. */
    private final Set<String> byChoice = new HashSet<>();
    /** What was chosen, by sequence. */
    private final Map<Long, Integer> chosen = new HashMap<>();
    /** Reports that were copied: the frame of the last copy, by sequence. */
    private final Map<Long, Long> copies = new HashMap<>();

    /** Where each partition's delivery stands. */
    private final Map<PartitionId, Long> delivered = new HashMap<>();

    private final ParkingHistory parking = new ParkingHistory();
    private boolean first = true;

    /** What became of parked reports. */
    ParkingHistory parking() {
        return parking;
    }

    boolean isRolledBack(long frame) {
        return rolledBack.contains(frame);
    }

    /** The BranchPrepared frames of undecided branches. */
    Set<Long> undecided() {
        return Set.copyOf(prepared.values());
    }

    boolean isDelivered(String topic, int partition, long sequence) {
        return sequence < delivered.getOrDefault(new PartitionId(topic, partition), 0L);
    }

    /** The frame that gave the reports of a released branch new places; null if it wasn't released and then committed. */
    @Nullable
    Long placedAnew(long frame) {
        Long anew = released.get(frame);
        return anew == null || anew == 0 ? null : anew;
    }

    /**
     * The partition count by which a report that this frame has placed was dealt out; 0 if it waits for that, or for a choice.
     */
    int countFor(String topic, long frame) {
        if (byChoice.contains(topic)) {
            return 0;
        }
        TreeMap<Long, Integer> known = counts.get(topic);
        Map.Entry<Long, Integer> then = known == null ? null : known.floorEntry(frame);
        return then == null ? firstCounts.getOrDefault(topic, 0) : then.getValue();
    }

    /** The partition that was chosen for a report; null if none was. */
    @Nullable
    Integer chosen(long sequence) {
        return chosen.get(sequence);
    }

    /** Whether a Route told of the topic. */
    boolean knows(String topic) {
        return firstCounts.containsKey(topic);
    }

    private void count(String topic, int partitions, long sequence) {
        TreeMap<Long, Integer> known = counts.computeIfAbsent(topic, one -> new TreeMap<>());
        Map.Entry<Long, Integer> before = known.floorEntry(sequence);
        known.put(sequence, before == null ? partitions : Math.max(before.getValue(), partitions));
    }

    /** Whether there is a later copy of a report than the one in, or placed by, this frame. */
    boolean isCopiedAfter(long sequence, long frame) {
        Long copy = copies.get(sequence);
        return copy != null && copy > frame;
    }

    @Override
    public void parked(Parking.Parked frame, Long sequence) {
        copies.put(frame.sequence(), sequence);
        parking.parked(frame);
    }

    @Override
    public void retried(Parking.Retried frame, Long sequence) {
        parking.retried(frame, sequence);
    }

    @Override
    public void dropped(Parking.Dropped frame, Long sequence) {
        parking.dropped(frame);
    }

    @Override
    public void branchPrepared(Frame.BranchPrepared frame, Long sequence) {
        prepared.put(frame.xid(), sequence);
    }

    @Override
    public void branchDecided(Frame.BranchDecided frame, Long sequence) {
        Long branch = prepared.remove(frame.xid());
        if (branch == null) {
            return;
        }
        if (frame.decision() == Frame.Decision.ROLLBACK) {
            rolledBack.add(branch);
        } else {
            released.computeIfPresent(branch, (one, none) -> sequence);
        }
    }

    @Override
    public void released(Frame.Released frame, Long sequence) {
        Long branch = prepared.get(frame.xid());
        if (branch != null) {
            released.putIfAbsent(branch, 0L);
        }
    }

    @Override
    public void route(Frame.Route frame, Long sequence) {
        if (frame.byChoice() && !firstCounts.containsKey(frame.topic())) {
            byChoice.add(frame.topic());
        }
        firstCounts.putIfAbsent(frame.topic(), frame.partitions());
        count(frame.topic(), frame.partitions(), sequence);
    }

    @Override
    public void moved(Frame.Moved frame, Long sequence) {
        frame.places().forEach(place -> copies.put(place.sequence(), sequence));
    }

    @Override
    public void chosen(Frame.Chosen frame, Long sequence) {
        frame.places().forEach(place -> chosen.put(place.sequence(), place.partition()));
    }

    @Override
    public void snapshot(Frame.Snapshot frame, Long sequence) {
        frame.choices().forEach(choice -> byChoice.add(choice.topic()));
        for (Frame.KnownRoute route : frame.routes()) {
            firstCounts.putIfAbsent(route.topic(), route.firstPartitions());
            count(route.topic(), route.partitions(), sequence);
        }
        frame.positions().forEach(this::advance);
        if (first) {
            first = false;
            frame.parked().forEach(parking::restore);
            for (Frame.Prepared branch : frame.prepared()) {
                prepared.put(branch.xid(), branch.sequence());
                if (branch.released()) {
                    released.put(branch.sequence(), 0L);
                }
            }
        }
    }

    @Override
    public void delivered(Frame.Delivered frame, Long sequence) {
        frame.positions().forEach(this::advance);
    }

    @Override
    public void confirmed(Observing.Confirmed frame, Long sequence) {
        advance(new Frame.Position(frame.topic(), frame.partition(), frame.next()));
    }

    private void advance(Frame.Position position) {
        delivered.merge(new PartitionId(position.topic(), position.partition()), position.next(), Math::max);
    }
}
