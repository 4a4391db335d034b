package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.lang.System.Logger;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes committed reports from the partition buffers and gives them to Kafka, fair over partitions, in order within each.
 * One for all partitions now; one per leader broker comes with exactly-once.
 *
 * <p>It holds no state that matters: whatever happens to it or its link, it puts all that is not acknowledged back into
 * the buffers and goes on from there with a new link ({@link Uplink}).
 *
 * <p><b>Why the order holds.</b> A link sends a partition's reports in order, and after one has failed, nothing behind it
 * if it is abandoned within the failure's receipt ({@link BrokerLink}). That is what {@link Handover} does. So each link
 * sends, from the first report that was not acknowledged when it was opened, an unbroken run; also two links that overlap
 * (the old one's last requests may still arrive) repeat reports, but never bring a later one before the first copy of an
 * earlier one. The refused report's partition is then set apart (see {@link Lane}): one report at a time with nothing
 * behind it, so that its next failure neither breaks an order nor costs the link.
 *
 * <p>{@link #ready} and {@link #trouble} are for any thread, all else for the one that takes the turns.
 */
public final class Dispatcher implements Turn {

    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

    private static final long SWEEP_EVERY_MS = 1_000;
    private static final long RECHECK_AFTER_MS = 2_000;
    private static final long STALLED_AFTER_MS = 10_000;
    private static final long NOT_STOPPING = Long.MAX_VALUE;

    private final Obstacles obstacles;
    private final LongSupplier clockMs;
    private final RandomGenerator random;
    private final Bell bell;

    private final Map<PartitionId, Lane> lanes = new ConcurrentHashMap<>();
    private final Queue<Lane> signals = new ConcurrentLinkedQueue<>();
    private volatile long stopAtMs = NOT_STOPPING;

    private final Uplink uplink;
    private final Deliveries deliveries;
    private final Booking booking;
    private final Visits visits;
    private final Round round = new Round();
    private final Set<Lane> acknowledged = new LinkedHashSet<>();
    private long sweptAtMs;

    /**
     * Made at rest; the first turn opens the link.
     *
     * @param clockMs monotonic milliseconds
     * @param bell rung when there is something to do
     */
    public Dispatcher(
            BrokerLink.Factory links,
            LinkMemory memory,
            Obstacles obstacles,
            DeliveryLog deliveryLog,
            LongSupplier clockMs,
            RandomGenerator random,
            Bell bell) {
        this.booking = new Booking(memory);
        this.obstacles = obstacles;
        this.clockMs = clockMs;
        this.random = random;
        this.bell = bell;
        this.sweptAtMs = clockMs.getAsLong();
        this.uplink = new Uplink(links, random, bell, sweptAtMs);
        this.visits = new Visits(uplink, booking, obstacles);
        this.deliveries = new Deliveries(deliveryLog, sweptAtMs);
    }

    /** The buffer may have something to take. Any thread; lock-free but for a partition's first time. */
    public void ready(PartitionBuffer buffer) {
        Lane lane = lanes.get(buffer.id());
        if (lane == null) {
            lane = lanes.computeIfAbsent(buffer.id(), id -> new Lane(buffer, booking, random));
        }
        if (lane.signal()) {
            signals.add(lane);
            bell.ring();
        }
    }

    /** What is wrong with the way to Kafka as a whole, as a sentence; null if nothing is. Any thread. */
    public @Nullable String trouble() {
        return uplink.trouble();
    }

    /**
     * Takes nothing more; the turns are done when all that is in flight is acknowledged, or at this time. Any thread.
     *
     * @param atMs by the clock
     */
    public void stop(long atMs) {
        stopAtMs = atMs;
        bell.ring();
    }

    /** Whatever goes wrong in a turn costs the link and a pause, and nothing else. */
    @Override
    @SuppressWarnings("CatchingUnchecked") // on purpose: an error of one turn must not stop delivery for ever
    public long turn() {
        long nowMs = clockMs.getAsLong();
        try {
            return step(nowMs);
        } catch (RuntimeException | Error e) {
            LOG.log(Logger.Level.ERROR, "Dispatch failed; going on with a new link", e);
            uplink.lose("Dispatch failed: " + e + ". It goes on with a new link; see the log.", nowMs);
            return stopAtMs == NOT_STOPPING ? uplink.openAtMs() - nowMs : DONE;
        }
    }

    private long step(long nowMs) {
        settle(nowMs);
        if (stopAtMs != NOT_STOPPING) {
            return finish(nowMs);
        }
        if (uplink.mayOpen(nowMs)) {
            rewind();
            uplink.open(nowMs);
        }
        boolean more = false;
        if (uplink.isOpen()) {
            sweep(nowMs);
            hear();
            round.wake(nowMs);
            more = visitAll(nowMs);
        }
        deliveries.recordDue(nowMs);
        return more ? 0 : restMs(nowMs);
    }

    /** Takes what the link has reported. */
    private void settle(long nowMs) {
        for (Handover handover = uplink.receipt(); handover != null; handover = uplink.receipt()) {
            SendFailure failure = handover.failure();
            if (failure == null) {
                acknowledged(handover, nowMs);
            } else {
                failed(handover, failure, nowMs);
            }
        }
        for (Lane lane : acknowledged) {
            lane.buffer().acknowledge(lane.acknowledgedNext());
            deliveries.note(lane.id(), lane.acknowledgedNext());
        }
        acknowledged.clear();
    }

    private void acknowledged(Handover handover, long nowMs) {
        Lane lane = handover.lane();
        lane.acknowledged(handover.report(), nowMs);
        acknowledged.add(lane);
        round.add(lane);
        uplink.proven();
    }

    private void failed(Handover handover, SendFailure failure, long nowMs) {
        switch (failure.kind()) {
            case LINK_LOST -> uplink.lose(failure.reason(), nowMs);
            case REFUSED, NOT_YET -> refused(handover, failure.reason(), nowMs);
        }
    }

    private void refused(Handover handover, String reason, long nowMs) {
        Lane lane = handover.lane();
        if (handover.alone()) {
            lane.probeRefused(handover.report(), reason, nowMs);
            round.add(lane);
        } else {
            lane.setApart(reason);
            uplink.lose(reason, nowMs); // the receipt has abandoned it
        }
    }

    /** All that is not acknowledged waits again, and each partition is looked at. */
    private void rewind() {
        for (Lane lane : lanes.values()) {
            lane.rewind();
            round.add(lane);
        }
    }

    /** Looks after partitions whose reports the client keeps for ever: nothing else would say so. */
    private void sweep(long nowMs) {
        if (booking.isEmpty() || nowMs - sweptAtMs < SWEEP_EVERY_MS) {
            return;
        }
        sweptAtMs = nowMs;
        for (Lane lane : lanes.values()) {
            if (!lane.idle()) {
                sweep(lane, nowMs);
            }
        }
    }

    private void sweep(Lane lane, long nowMs) {
        String obstacle = obstacles.against(lane.id());
        long stalledMs = nowMs - lane.progressMs();
        if (obstacle != null) {
            lane.hold(obstacle);
            uplink.lose(obstacle, nowMs); // gives back the memory that its reports hold in the client
        } else if (stalledMs >= RECHECK_AFTER_MS) {
            obstacles.recheck(lane.id());
            if (stalledMs >= STALLED_AFTER_MS) {
                lane.hold("Kafka has acknowledged nothing for " + stalledMs / 1_000 + " s, with " + lane.inFlight()
                        + " reports on their way. Check the partition's leader and its in-sync replicas; the reports"
                        + " are kept, and sending goes on by itself.");
            }
        }
    }

    private void hear() {
        int atMost = lanes.size();
        for (int i = 0; i < atMost; i++) {
            Lane lane = signals.poll();
            if (lane == null) {
                return;
            }
            lane.heard();
            round.add(lane);
        }
    }

    /** One visit to each lane in the round. True if more could be sent at once. */
    private boolean visitAll(long nowMs) {
        boolean more = false;
        for (int i = round.size(); i > 0 && uplink.isOpen(); i--) {
            Lane lane = round.next();
            switch (visits.visit(lane, nowMs)) {
                case MORE -> {
                    round.back(lane);
                    more = true;
                }
                case NOTHING -> {}
                case REST -> round.rest(lane);
                case FULL -> {
                    round.front(lane);
                    return false;
                }
            }
        }
        return more && uplink.isOpen();
    }

    private long finish(long nowMs) {
        if (uplink.isOpen() && !booking.isEmpty() && nowMs < stopAtMs) {
            deliveries.recordDue(nowMs);
            return Math.min(stopAtMs, deliveries.dueMs()) - nowMs;
        }
        deliveries.record(nowMs);
        uplink.abandon();
        return DONE;
    }

    private long restMs(long nowMs) {
        long wakeMs = deliveries.dueMs();
        if (uplink.isOpen()) {
            wakeMs = Math.min(wakeMs, round.nextWakeMs());
            wakeMs = Math.min(wakeMs, booking.isEmpty() ? Long.MAX_VALUE : sweptAtMs + SWEEP_EVERY_MS);
        } else {
            wakeMs = Math.min(wakeMs, uplink.openAtMs());
        }
        return wakeMs == Long.MAX_VALUE ? UNTIL_RUNG : Math.max(0, wakeMs - nowMs);
    }
}
