package dev.rapporteur.impl.dispatch;

import java.util.Collection;
import java.util.function.Predicate;

/**
 * Looks after partitions whose reports the client keeps for ever, and those that wait for others': nothing else would say so. For its
 * dispatcher's thread.
 */
final class StallWatch {

    private static final long LOOK_EVERY_MS = 1_000;
    private static final long RECHECK_AFTER_MS = 2_000;
    private static final long STALLED_AFTER_MS = 10_000;

    private final ClusterView cluster;
    private final Crossings crossings;
    private long lookedAtMs;

    StallWatch(ClusterView cluster, Crossings crossings, long nowMs) {
        this.cluster = cluster;
        this.crossings = crossings;
        this.lookedAtMs = nowMs;
    }

    /** When to look again. */
    long dueMs() {
        return lookedAtMs + LOOK_EVERY_MS;
    }

    /** Looks, if it is due. */
    void look(Collection<Lane> lanes, Predicate<Lane> isOnItsWay, long nowMs) {
        if (nowMs < dueMs()) {
            return;
        }
        lookedAtMs = nowMs;
        crossings.show(isOnItsWay, nowMs);
        for (Lane lane : lanes) {
            long stalledMs = lane.idle() ? 0 : nowMs - lane.progressMs();
            if (stalledMs >= RECHECK_AFTER_MS) {
                cluster.recheck(lane.destination());
            }
            if (stalledMs >= STALLED_AFTER_MS) {
                lane.hold("Kafka has acknowledged nothing for " + stalledMs / 1_000 + " s, with " + lane.inFlight()
                        + " reports on their way. Check the partition's leader and its in-sync replicas; the reports"
                        + " are kept, and sending goes on by itself.");
            }
        }
    }
}
