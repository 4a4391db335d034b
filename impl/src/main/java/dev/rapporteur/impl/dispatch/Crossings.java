package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Lets one lane at a time go to a partition to which several go, since an operator has mapped them there: the next one sends when
 * all that another has sent is settled. So no two of them are in one transaction, or in one batch, there: what befalls one's
 * reports, and what is known of them, never concerns another's. Those that wait take turns, and are shown when that takes long. Of
 * the dispatcher's thread.
 */
final class Crossings {

    private final Map<PartitionId, List<Lane>> lanes = new HashMap<>();
    /** In the order of their turns, each with the time since when it waits. */
    private final Map<PartitionId, Map<Lane, Long>> waiting = new HashMap<>();

    /** The dispatcher has the lane. */
    void enter(Lane lane) {
        lanes.computeIfAbsent(lane.destination(), one -> new ArrayList<>(1)).add(lane);
    }

    /** It is called back: it sends nothing more, and gives up its turn. */
    void recall(Lane lane) {
        waitsNoMore(lane);
    }

    /** It is gone. */
    void leave(Lane lane) {
        List<Lane> here = lanes.get(lane.destination());
        if (here != null && here.remove(lane) && here.isEmpty()) {
            lanes.remove(lane.destination());
        }
    }

    /**
     * Whether the lane may send now; else it waits for its turn, see {@link #next}. Its turn lasts until {@link #hadTurn}.
     *
     * @param busy whether something that a lane has sent is not settled
     */
    boolean maySend(Lane lane, Predicate<Lane> busy, long nowMs) {
        List<Lane> here = lanes.getOrDefault(lane.destination(), List.of());
        if (here.size() > 1 && !isFree(lane, here, busy)) {
            waiting.computeIfAbsent(lane.destination(), one -> new LinkedHashMap<>())
                    .putIfAbsent(lane, nowMs);
            return false;
        }
        return true;
    }

    /** It was let send, and there was room for that: others may have a turn now. */
    void hadTurn(Lane lane) {
        waitsNoMore(lane);
        lane.waitsNoMore();
    }

    private boolean isFree(Lane lane, List<Lane> here, Predicate<Lane> busy) {
        if (here.stream().anyMatch(one -> one != lane && busy.test(one))) {
            return false;
        }
        Map<Lane, Long> queue = waiting.get(lane.destination());
        return queue == null || (first(queue) == lane && !busy.test(lane));
    }

    private void waitsNoMore(Lane lane) {
        Map<Lane, Long> queue = waiting.get(lane.destination());
        if (queue != null && queue.remove(lane) != null && queue.isEmpty()) {
            waiting.remove(lane.destination());
        }
    }

    private static Lane first(Map<Lane, Long> queue) {
        return queue.keySet().iterator().next();
    }

    /** Whether any waits. */
    boolean anyWaits() {
        return !waiting.isEmpty();
    }

    /** For each partition that nobody is on the way to, whose turn it is. */
    List<Lane> next(Predicate<Lane> busy) {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<Lane> next = new ArrayList<>();
        waiting.forEach((destination, queue) -> {
            if (lanes.getOrDefault(destination, List.of()).stream().noneMatch(busy)) {
                next.add(first(queue));
            }
        });
        return next;
    }

    /** Shows operators what waits for long, and for whom. */
    void show(Predicate<Lane> busy, long nowMs) {
        waiting.forEach((destination, queue) -> queue.forEach((lane, sinceMs) -> {
            if (nowMs - sinceMs >= Lane.VISIBLE_AFTER_MS && lane.buffer().ready()) {
                lanes.getOrDefault(destination, List.of()).stream()
                        .filter(one -> one != lane && busy.test(one))
                        .findFirst()
                        .ifPresent(one -> lane.holdForTurn("It goes to partition " + destination.number()
                                + ", and waits until what partition " + one.id().number()
                                + " has sent there is acknowledged."));
            }
        }));
    }
}
