package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Bell;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What a session's transactions have committed, lane by lane, until that is final ({@link FinalityWatch}). Of the dispatcher's thread. */
final class Committed {

    /** A lane's: the sequence behind its last report, and when it was committed. */
    private record Part(Lane lane, long next, long atMs) {}

    private final String transactionalId;
    private final FinalityWatch finality;
    private final Bell bell;
    private final Map<Lane, Part> parts = new LinkedHashMap<>();
    private final Queue<Part> becameFinal = new ConcurrentLinkedQueue<>();

    /**
     * Nothing yet.
     *
     * @param bell rung when something became final
     */
    Committed(String transactionalId, FinalityWatch finality, Bell bell) {
        this.transactionalId = transactionalId;
        this.finality = finality;
        this.bell = bell;
    }

    /**
     * A transaction has committed.
     *
     * @param nexts for each of its lanes the sequence behind its last report
     * @param ends by where reports stand, the offset behind the last one; what Kafka did not say counts as final
     */
    void add(Map<Lane, Long> nexts, Map<PartitionId, Long> ends, long nowMs) {
        Map<PartitionId, Long> known = new HashMap<>();
        Map<PartitionId, Part> waiting = new HashMap<>();
        nexts.forEach((lane, next) -> {
            Part part = new Part(lane, next, nowMs);
            parts.put(lane, part);
            Long end = ends.get(lane.id());
            if (end == null) {
                becameFinal.add(part);
            } else {
                known.put(lane.destination(), end);
                waiting.put(lane.destination(), part); // which in one transaction no other lane has
            }
        });
        finality.watch(transactionalId, known, partition -> {
            Part part = waiting.get(partition);
            if (part != null) {
                becameFinal.add(part);
                bell.ring();
            }
        });
    }

    /** What has become final since this was last asked: for each lane the sequence behind it. */
    Map<Lane, Long> takeFinal() {
        if (becameFinal.isEmpty()) {
            return Map.of(); // as in most turns
        }
        Map<Lane, Long> taken = new LinkedHashMap<>();
        for (Part part = becameFinal.poll(); part != null; part = becameFinal.poll()) {
            parts.remove(part.lane());
            taken.put(part.lane(), part.next());
        }
        return taken;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Whether something of the lane is committed, and not final. */
    boolean holds(Lane lane) {
        return parts.containsKey(lane);
    }

    /** Those of which something is; not a copy. */
    Set<Lane> lanes() {
        return parts.keySet();
    }

    /** One whose commit is not final after more than so long; null if there is none. */
    @Nullable
    Lane waitingFor(long ms, long nowMs) {
        for (Part part : parts.values()) {
            if (nowMs - part.atMs() > ms) {
                return part.lane();
            }
        }
        return null;
    }
}
