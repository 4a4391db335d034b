package dev.rapporteur.impl.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lanes that their dispatcher is to give back: when nothing of them is in flight, or at the cost of the link. Of its thread. */
final class Recalls {

    /** Until when a lane may settle, and what to say if it does not. */
    private record Recall(long byMs, String reason) {}

    private final Map<Lane, Recall> recalled = new HashMap<>();

    void add(Lane lane, long byMs, String reason) {
        recalled.put(lane, new Recall(byMs, reason));
    }

    boolean has(Lane lane) {
        return recalled.containsKey(lane);
    }

    /** Takes out those that may go. */
    List<Lane> settled(Predicate<Lane> mayGo) {
        List<Lane> settled = new ArrayList<>();
        for (Iterator<Lane> lanes = recalled.keySet().iterator(); lanes.hasNext(); ) {
            Lane lane = lanes.next();
            if (mayGo.test(lane)) {
                lanes.remove();
                settled.add(lane);
            }
        }
        return settled;
    }

    /** Why the link must be given up, since a lane has not settled in time; null if it need not. */
    @Nullable
    String overdue(long nowMs) {
        for (Recall recall : recalled.values()) { // in each turn, and nearly always there is none
            if (nowMs >= recall.byMs()) {
                return recall.reason();
            }
        }
        return null;
    }

    /** When the first of them must have settled; {@link Long#MAX_VALUE} if there is none. */
    long dueMs() {
        long due = Long.MAX_VALUE;
        for (Recall recall : recalled.values()) {
            due = Math.min(due, recall.byMs());
        }
        return due;
    }
}
