package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.Observing.Observed;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Who observes what becomes of reports, and the segments that are kept for that: from the first event that somebody has not been
 * told, but not more than the last few. The journal's thread applies; all else is for any thread.
 */
public final class Observers {

    /** So many are kept unless another bound is set. */
    private static final int KEPT_SEGMENTS = 4;

    private final Map<String, Observed> observers = new ConcurrentSkipListMap<>();
    private volatile int keptSegments = KEPT_SEGMENTS;
    /** No event stands behind this frame. */
    private volatile long lastEvent;

    private volatile long applied;
    private volatile int active;

    /** Keeps no more than so many segments before the active one. */
    public void keep(int segments) {
        keptSegments = segments;
    }

    /** So many segments are kept at most. */
    public int kept() {
        return keptSegments;
    }

    /** Whether anybody observes. */
    public boolean any() {
        return !observers.isEmpty();
    }

    /** How far an observer has come; null if there is none of this name. */
    public @Nullable Observed of(String name) {
        return observers.get(name);
    }

    /** All of them, by name. */
    public List<Observed> all() {
        return List.copyOf(observers.values());
    }

    /** The last frame that was applied. */
    public long applied() {
        return applied;
    }

    /** Whether there may be events that the observer has not been told. */
    public boolean isBehind(Observed observer) {
        return observer.through() < lastEvent;
    }

    /** The segment that is written. */
    public int active() {
        return active;
    }

    /** Segments between what the observer has not been told and the end of the journal. */
    public int segmentsBehind(Observed observer) {
        return isBehind(observer) ? active - observer.segment() : 0;
    }

    /** The oldest segment that is kept for observers; {@link Integer#MAX_VALUE}: none is. */
    int oldestKept() {
        int oldest = Integer.MAX_VALUE;
        for (Observed observer : observers.values()) {
            if (isBehind(observer)) {
                oldest = Math.min(oldest, observer.segment());
            }
        }
        return oldest == Integer.MAX_VALUE ? oldest : Math.max(oldest, active - keptSegments);
    }

    /** A frame was applied, of any kind. @return whether it held events for anybody */
    boolean applied(long sequence, int segment) {
        active = segment;
        applied = sequence;
        return lastEvent == sequence && any();
    }

    /** What stands before this frame may hold events. */
    void opened(long sequence) {
        lastEvent = sequence;
    }

    /** A frame of events is applied. Whoever has been told all before it goes on in its segment. */
    void event(long sequence, int segment) {
        observers.replaceAll(
                (name, observer) -> isBehind(observer) ? observer : new Observed(name, observer.through(), segment));
        lastEvent = sequence;
    }

    /** As a frame or a snapshot says; it never goes back, though the note of a listener that was replaced may come late. */
    void observed(Observed observer) {
        observers.merge(observer.name(), observer, (old, now) -> now.through() >= old.through() ? now : old);
    }

    void unobserved(String name) {
        observers.remove(name);
    }

    void restore(List<Observed> snapshot) {
        observers.clear();
        snapshot.forEach(this::observed);
        lastEvent = snapshot.isEmpty() ? 0 : Long.MAX_VALUE;
    }
}
