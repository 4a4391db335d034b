package dev.rapporteur.impl.dispatch;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;

/** Whose turn it is: the lanes that may have something to send, in the order of their visits, and those that rest. */
final class Round {

    private final Deque<Lane> lanes = new ArrayDeque<>();
    private final Queue<Lane> resting = new PriorityQueue<>(Comparator.comparingLong(Lane::restUntilMs));

    /** Adds an idle lane at the end; one that is in the round or rests stays where it is. */
    void add(Lane lane) {
        if (lane.place() == Lane.Place.IDLE) {
            back(lane);
        }
    }

    /** Takes the first for a visit; it is idle until it is put somewhere. */
    Lane next() {
        Lane lane = lanes.remove();
        lane.place(Lane.Place.IDLE);
        return lane;
    }

    void back(Lane lane) {
        lane.place(Lane.Place.ROUND);
        lanes.addLast(lane);
    }

    void front(Lane lane) {
        lane.place(Lane.Place.ROUND);
        lanes.addFirst(lane);
    }

    /** Until the lane's own time, which must not change meanwhile. */
    void rest(Lane lane) {
        lane.place(Lane.Place.RESTING);
        resting.add(lane);
    }

    /** The lane leaves. */
    void remove(Lane lane) {
        switch (lane.place()) {
            case IDLE -> {}
            case ROUND -> lanes.remove(lane);
            case RESTING -> resting.remove(lane);
        }
        lane.place(Lane.Place.IDLE);
    }

    /** Brings back those whose time has come. */
    void wake(long nowMs) {
        for (Lane lane = resting.peek(); lane != null && lane.restUntilMs() <= nowMs; lane = resting.peek()) {
            back(resting.remove());
        }
    }

    int size() {
        return lanes.size();
    }

    /** When the next resting lane's time comes; {@link Long#MAX_VALUE} if none rests. */
    long nextWakeMs() {
        Lane lane = resting.peek();
        return lane == null ? Long.MAX_VALUE : lane.restUntilMs();
    }
}
