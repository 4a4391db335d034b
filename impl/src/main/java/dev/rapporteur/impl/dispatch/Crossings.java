package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Lets one lane at a time go to a partition to which several go, since an operator has mapped them there: the next one sends when
 * all that another has sent is settled. So no two of them are in one transaction, or in one batch, there: what befalls one's
 * reports, and what is known of them, never concerns another's. Those that wait take turns. Of the dispatcher's thread.
 */
final class Crossings {

    private final Map<PartitionId, List<Lane>> lanes = new HashMap<>();
    private final Map<PartitionId, Deque<Lane>> waiting = new HashMap<>();

    /** The dispatcher has the lane. */
    void enter(Lane lane) {
        lanes.computeIfAbsent(lane.destination(), one -> new ArrayList<>(1)).add(lane);
    }

    /** It has been called back, and sends nothing more. */
    void leaves(Lane lane) {
        Deque<Lane> queue = waiting.get(lane.destination());
        if (queue != null && queue.remove(lane) && queue.isEmpty()) {
            waiting.remove(lane.destination());
        }
    }

    /** It is gone. */
    void left(Lane lane) {
        List<Lane> here = lanes.get(lane.destination());
        if (here != null && here.remove(lane) && here.isEmpty()) {
            lanes.remove(lane.destination());
        }
    }

    /**
     * Whether the lane may send now; else it waits for its turn, see {@link #next}.
     *
     * @param busy whether something that a lane has sent is not settled
     */
    boolean mayGo(Lane lane, Predicate<Lane> busy) {
        List<Lane> here = lanes.getOrDefault(lane.destination(), List.of());
        if (here.size() <= 1) {
            return true;
        }
        Deque<Lane> queue = waiting.computeIfAbsent(lane.destination(), one -> new ArrayDeque<>());
        boolean free = here.stream().noneMatch(one -> one != lane && busy.test(one));
        boolean isNext = queue.isEmpty() || (queue.peek() == lane && !busy.test(lane));
        if (free && isNext) {
            queue.remove(lane);
        } else if (!queue.contains(lane)) {
            queue.add(lane);
        }
        if (queue.isEmpty()) {
            waiting.remove(lane.destination());
        }
        return free && isNext;
    }

    /** For each partition that nobody is on the way to, whose turn it is. */
    List<Lane> next(Predicate<Lane> busy) {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<Lane> next = new ArrayList<>();
        waiting.forEach((destination, queue) -> {
            Lane first = queue.peek();
            if (first != null
                    && lanes.getOrDefault(destination, List.of()).stream().noneMatch(busy)) {
                next.add(first);
            }
        });
        return next;
    }
}
