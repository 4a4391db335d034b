package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Threads;
import dev.rapporteur.impl.thread.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives each partition's lane to the dispatcher of the broker that leads it, so that one broker that is slow, hung or dead
 * holds up nobody else's; makes dispatchers, and others in the stead of those that have ended.
 *
 * <p>A lane:
 *
 * <pre>
 * FREE     -> OWNED BY d  its leader and its position are known, nothing is known against it, and that broker's dispatcher is
 *                         there: where lanes that are set apart have a dispatcher of their own, that for lanes like it
 * OWNED    -> RECALLED    its leader has moved, something stands against it, its reports are to go to another partition, or it is
 *                         to be with the broker's other dispatcher: d sends nothing more of it
 * RECALLED -> FREE        nothing of it is in flight; if it is to go to another leader or partition and that takes longer than a
 *                         broker may be silent, d gives up its link
 * OWNED, RECALLED -> FREE d has ended
 * </pre>
 *
 * <p>So at most one dispatcher has a lane, and what it had sent is settled, or waits in the buffer again, before another
 * has it. A partition whose leader is not known stays with whom it has.
 *
 * <p>{@link #ready}, {@link #troubles}, {@link #readings} and {@link #retryNow} are for any thread, all else for the one that takes the
 * turns.
 */
public final class Assignment implements Turn {

    private static final long LOOK_EVERY_MS = 1_000;
    private static final long END_AFTER_STOP_MS = 5_000;
    private static final long NOT_STOPPING = Long.MAX_VALUE;
    private static final long WHEN_SETTLED = Long.MAX_VALUE;

    /**
     * What dispatchers are made of.
     *
     * @param probesApart whether a refused report costs what is sent beside it, so that lanes that are set apart need a dispatcher
     *     of their own
     */
    public record Parts(
            Session.Factory sessions,
            boolean probesApart,
            Positions positions,
            LinkMemory memory,
            ClusterView cluster,
            DeliveryLog deliveryLog,
            ParkingLog parkingLog) {

        /** For delivery at least once. */
        public static Parts atLeastOnce(
                BrokerLink.Factory links,
                LinkMemory memory,
                ClusterView cluster,
                DeliveryLog deliveryLog,
                ParkingLog parkingLog) {
            return new Parts(
                    (broker, bell) -> new LinkSession(links.open(broker), bell),
                    false,
                    Positions.KNOWN,
                    memory,
                    cluster,
                    deliveryLog,
                    parkingLog);
        }
    }

    private final Parts parts;
    private final BrokerProbe probe;
    private final long mayBeSilentMs;
    private final Threads threads;
    private final LongSupplier clockMs;
    private final long seed;
    private final Bell bell;

    private final Map<PartitionId, Lane> lanes = new ConcurrentHashMap<>();
    private final Map<Integer, LeaderBroker> brokers = new ConcurrentHashMap<>();
    private final Set<Threads.Running> running = ConcurrentHashMap.newKeySet();
    private final Map<Lane, Long> freeSinceMs = new HashMap<>();
    private final Map<Lane, Long> recalledByMs = new HashMap<>();
    private final Retries retries;
    private volatile long stopAtMs = NOT_STOPPING;

    /**
     * Without a dispatcher at first.
     *
     * @param mayBeSilent how long a broker may give no sign before it counts as hung
     * @param threads starts dispatchers
     * @param clockMs monotonic milliseconds
     * @param seed for pauses of random length
     * @param bell rung when there is something to do
     */
    public Assignment(
            Parts parts,
            BrokerProbe probe,
            Duration mayBeSilent,
            Threads threads,
            LongSupplier clockMs,
            long seed,
            Bell bell) {
        this.parts = parts;
        this.retries = new Retries(parts.positions());
        this.probe = probe;
        this.mayBeSilentMs = mayBeSilent.toMillis();
        this.threads = threads;
        this.clockMs = clockMs;
        this.seed = seed;
        this.bell = bell;
    }

    /** The buffer may have something to take. Any thread; lock-free but for a partition's first time. */
    public void ready(PartitionBuffer buffer) {
        Lane lane = lanes.get(buffer.id());
        if (lane == null) {
            lane = lanes.computeIfAbsent(
                    buffer.id(), id -> new Lane(buffer, new SplittableRandom(seed ^ id.hashCode()), bell::ring));
        }
        if (lane.signal()) {
            Dispatcher owner = lane.owner();
            if (owner == null) {
                bell.ring();
            } else {
                owner.hear(lane);
            }
        }
    }

    /** What is wrong with the ways to brokers, or keeps positions from being found, each a sentence. Any thread. */
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        String positions = parts.positions().trouble();
        if (positions != null) {
            troubles.add(positions);
        }
        long nowMs = clockMs.getAsLong();
        for (LeaderBroker broker : brokers.values()) {
            broker.troubles(nowMs).stream()
                    .filter(trouble -> !troubles.contains(trouble))
                    .forEach(troubles::add);
        }
        return troubles;
    }

    /**
     * Sends the partition's reports at once, as far as may be, if a pause is what they wait for. Any thread.
     *
     * @return whether it ever had any to send
     */
    public boolean retryNow(PartitionId partition) {
        Lane lane = lanes.get(partition);
        if (lane != null) {
            retries.want(lane);
            bell.ring();
        }
        return lane != null;
    }

    /** What is counted of the ways to brokers that lead partitions of ours, by their ids. Any thread. */
    public List<BrokerReading> readings() {
        long nowMs = clockMs.getAsLong();
        return new TreeMap<>(brokers)
                .values().stream().map(broker -> broker.reading(nowMs)).toList();
    }

    /**
     * Sends nothing more; the turns are done when all that is in flight is acknowledged, or soon after this time. Any
     * thread.
     *
     * @param atMs by the clock
     */
    public void stop(long atMs) {
        stopAtMs = atMs;
        bell.ring();
    }

    /**
     * Waits until the dispatchers' threads have ended, after the last turn.
     *
     * @return whether they have
     */
    public boolean awaitEnd(Duration max) {
        long deadline = System.nanoTime() + max.toNanos();
        boolean ended = true;
        for (Threads.Running each : running) {
            ended &= each.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        return ended;
    }

    /** Hands on what dispatchers left in doubt when they were stopped. After the last turn, and their threads' end. */
    public void handOnDoubts() {
        long nowMs = clockMs.getAsLong();
        brokers.values().forEach(broker -> broker.look(nowMs).forEach(this::takeBack));
    }

    @Override
    public long turn() {
        long nowMs = clockMs.getAsLong();
        if (stopAtMs != NOT_STOPPING) {
            return stopAll(nowMs);
        }
        for (LeaderBroker broker : brokers.values()) {
            broker.look(nowMs).forEach(this::takeBack);
            broker.watch(nowMs);
        }
        retries.turn(lane -> leaderOf(lane, nowMs), nowMs);
        lanes.values().forEach(lane -> place(lane, nowMs));
        brokers.values().removeIf(broker -> broker.retire(nowMs));
        return restMs(nowMs);
    }

    private long stopAll(long nowMs) {
        boolean ended = true;
        for (LeaderBroker broker : brokers.values()) {
            ended &= broker.stop(stopAtMs);
        }
        if (ended || nowMs >= stopAtMs + END_AFTER_STOP_MS) {
            probe.close();
            return DONE;
        }
        return Math.max(1, stopAtMs + END_AFTER_STOP_MS - nowMs);
    }

    private void takeBack(Dispatcher ended) {
        Dispatcher.End end = ended.end();
        if (end != null && end.doubt() != null) {
            parts.positions().doubt(end.doubt());
        }
        for (Lane lane : lanes.values()) {
            if (lane.owner() == ended) {
                lane.owner(null);
            }
        }
    }

    private void place(Lane lane, long nowMs) {
        Dispatcher owner = lane.owner();
        PartitionId to = parts.cluster().destination(lane.id());
        String obstacle = against(lane.id(), to);
        int leader = parts.cluster().leader(to);
        if (owner == null) {
            recalledByMs.remove(lane);
            lane.goesTo(to);
            placeFree(lane, obstacle, leader, nowMs);
        } else if (!to.equals(lane.destination())) {
            boolean settles = parts.cluster().against(lane.id(), lane.destination()) == null;
            recall(lane, owner, settles ? nowMs + mayBeSilentMs : nowMs, lane.id() + " is mapped to " + to + " now.");
        } else if (obstacle != null) {
            recall(lane, owner, nowMs, obstacle);
        } else if (leader == ClusterView.NO_LEADER || leader == owner.broker()) {
            LeaderBroker broker = broker(owner.broker(), nowMs);
            boolean apart = isApart(lane);
            broker.wanted(apart, nowMs);
            if (!broker.isFor(apart, owner)) {
                recall(lane, owner, WHEN_SETTLED, lane.id() + " goes over to another link of its broker.");
            }
        } else {
            recall(
                    lane,
                    owner,
                    nowMs + mayBeSilentMs,
                    "Broker " + owner.broker() + " does not confirm what was sent to " + lane.destination()
                            + ", which broker " + leader + " leads now; it is sent there.");
        }
    }

    private @Nullable String against(PartitionId partition, PartitionId to) {
        String obstacle = parts.cluster().against(partition, to);
        return obstacle == null || to.equals(partition)
                ? obstacle
                : "It is mapped to partition " + to.number() + ". " + obstacle;
    }

    private boolean isApart(Lane lane) {
        return parts.probesApart() && lane.isApart();
    }

    private void recall(Lane lane, Dispatcher owner, long byMs, String reason) {
        Long recalled = recalledByMs.get(lane);
        if (recalled == null || byMs < recalled) {
            recalledByMs.put(lane, byMs);
            owner.recall(lane, byMs, reason);
        }
    }

    private void placeFree(Lane lane, @Nullable String obstacle, int leader, long nowMs) {
        long since = freeSinceMs.computeIfAbsent(lane, free -> nowMs);
        if (obstacle != null) {
            if (isFormerThere(lane)) {
                // It can't be sent, but what hangs where it went is to be ended: others' readers wait for that.
                parts.positions().ask(lane.buffer());
            }
            holdIfWaiting(lane, obstacle);
            return;
        }
        String reason;
        if (leader == ClusterView.NO_LEADER) {
            parts.cluster().recheck(lane.destination());
            reason = "No leader of " + lane.destination()
                    + " is known: either Kafka could not be asked yet, or all its replicas are"
                    + " away. Check the brokers.";
        } else {
            LeaderBroker broker = broker(leader, nowMs);
            boolean apart = isApart(lane);
            broker.wanted(apart, nowMs);
            reason = parts.positions().obstacle(lane.buffer());
            Dispatcher dispatcher = reason == null ? broker.dispatcherOrNew(apart, nowMs) : null;
            if (dispatcher != null) {
                freeSinceMs.remove(lane);
                dispatcher.give(lane);
                return;
            }
            if (reason == null) {
                reason = broker.trouble(apart);
                if (reason != null) {
                    // Another may lead it by now, or the cluster may not let us in.
                    parts.cluster().recheck(lane.destination());
                }
            }
        }
        if (reason != null && nowMs - since >= Lane.VISIBLE_AFTER_MS) {
            holdIfWaiting(lane, reason);
        }
    }

    private boolean isFormerThere(Lane lane) {
        return parts.cluster().mayHangAt(lane.id()).stream()
                .anyMatch(one -> parts.cluster().leader(one) != ClusterView.NO_LEADER);
    }

    /** One that has nothing to send does not stand still. */
    private static void holdIfWaiting(Lane lane, String reason) {
        if (lane.buffer().ready()) {
            lane.hold(reason);
        }
    }

    private @Nullable LeaderBroker leaderOf(Lane lane, long nowMs) {
        int leader = parts.cluster().leader(parts.cluster().destination(lane.id()));
        return leader == ClusterView.NO_LEADER ? null : broker(leader, nowMs);
    }

    private LeaderBroker broker(int id, long nowMs) {
        return brokers.computeIfAbsent(
                id,
                absent -> new LeaderBroker(
                        id, this::newDispatcher, probe, mayBeSilentMs, new SplittableRandom(seed + id), bell, nowMs));
    }

    private Dispatcher newDispatcher(int broker, boolean apart, BrokerFigures figures) {
        Bell own = new Bell();
        Dispatcher dispatcher = new Dispatcher(broker, parts, figures, clockMs, own, bell);
        running.removeIf(each -> each.join(Duration.ZERO));
        running.add(threads.start("dispatch-" + broker + (apart ? "-apart" : ""), dispatcher, own));
        return dispatcher;
    }

    private long restMs(long nowMs) {
        if (lanes.isEmpty() && brokers.isEmpty()) {
            return UNTIL_RUNG;
        }
        long wakeMs = nowMs + LOOK_EVERY_MS;
        for (LeaderBroker broker : brokers.values()) {
            wakeMs = Math.min(wakeMs, broker.opensMs(nowMs));
        }
        return wakeMs - nowMs;
    }
}
