package dev.rapporteur.impl.dispatch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lanes whose pauses an operator wants to end. Of {@link Assignment}'s thread, but for {@link #want}. */
final class Retries {

    private final Positions positions;
    private final Set<Lane> wanted = ConcurrentHashMap.newKeySet();

    Retries(Positions positions) {
        this.positions = positions;
    }

    /** At the next turn. Any thread. */
    void want(Lane lane) {
        wanted.add(lane);
    }

    /**
     * Ends their pauses: the lane's own, and, where nobody has it, its leader's, and that of the question where it stands.
     *
     * @param leaderOf null if it is not known
     */
    void turn(Function<Lane, @Nullable LeaderBroker> leaderOf, long nowMs) {
        wanted.removeIf(lane -> end(lane, leaderOf, nowMs));
    }

    private boolean end(Lane lane, Function<Lane, @Nullable LeaderBroker> leaderOf, long nowMs) {
        Dispatcher owner = lane.owner();
        if (owner != null && owner.end() != null) {
            return false; // it hears nothing more; the lane is taken back in the next turn
        }
        if (owner != null) {
            owner.retryNow(lane);
            return true;
        }
        lane.endRest();
        positions.retryNow(lane.buffer());
        LeaderBroker leader = leaderOf.apply(lane);
        if (leader != null) {
            leader.endPause(nowMs);
        }
        return true;
    }
}
