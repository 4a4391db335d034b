package dev.rapporteur.impl.tool;

import dev.rapporteur.impl.journal.Parking;
import dev.rapporteur.impl.outbound.Outbound;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the frames that are still there say about parked reports, by their sequences. For one thread. */
final class ParkingHistory {

    /**
     * The place that a retried report got.
     *
     * @param partition of its topic
     * @param sequence its new one
     */
    record Anew(int partition, long sequence) {}

    /** Why each that is parked is. */
    private final Map<Long, String> parked = new HashMap<>();

    private final Map<Long, String> dropped = new HashMap<>();
    private final Map<Long, Anew> retried = new HashMap<>();

    /** Why it is parked; null if it isn't. */
    @Nullable
    String parked(long sequence) {
        return parked.get(sequence);
    }

    /** Why it was dropped; null if it wasn't. */
    @Nullable
    String dropped(long sequence) {
        return dropped.get(sequence);
    }

    /** Where it went when it was retried; null if it wasn't. */
    @Nullable
    Anew retried(long sequence) {
        return retried.get(sequence);
    }

    void parked(Parking.Parked frame) {
        if (!dropped.containsKey(frame.sequence()) && !retried.containsKey(frame.sequence())) {
            parked.putIfAbsent(frame.sequence(), frame.reason());
        }
    }

    void retried(Parking.Retried frame, long sequence) {
        List<Long> sequences = frame.sequences();
        for (int i = 0; i < sequences.size(); i++) {
            if (parked.remove(sequences.get(i)) != null) {
                retried.put(sequences.get(i), new Anew(frame.to(), sequence * Outbound.MAX_REPORTS_PER_FRAME + i));
            }
        }
    }

    void dropped(Parking.Dropped frame) {
        if (parked.remove(frame.sequence()) != null) {
            dropped.put(frame.sequence(), frame.reason());
        }
    }

    /** As the first snapshot says. */
    void restore(Parking.Place place) {
        place.aside().forEach(one -> parked.put(one.sequence(), one.reason()));
    }
}
