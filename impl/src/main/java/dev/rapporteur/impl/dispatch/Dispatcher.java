package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.lang.System.Logger;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes committed reports from the partitions that one broker leads and gives them to Kafka, fair over partitions, in order
 * within each. It lives as long as its link, on a thread of its own:
 *
 * <pre>
 * NEW     -> WORKING    its first turn has opened the link
 * WORKING -> WORKING    {@link Assignment} gives it lanes and calls them back: such a lane sends nothing more, and goes when
 *                       nothing of it is in flight
 * WORKING -> LEAVING    the session asks for a better link: sends nothing more, for a second at most
 * LEAVING -> ENDED      all is settled
 * LEAVING -> WORKING    it is not, in that time
 * WORKING -> STOPPING   stop(): sends nothing more
 * any     -> ENDED      the link is lost or can't be opened, a turn has failed, a lane that was called back does not settle
 *                       in time, it is stopped: the link is abandoned, what is not acknowledged waits in the buffers again
 * </pre>
 *
 * <p>It holds no state that matters. {@link Assignment} takes the lanes of one that has ended and gives them to another.
 *
 * <p><b>Why the order holds.</b> A link sends a partition's reports in order, and after one has failed, nothing behind it
 * if it is abandoned within the failure's receipt ({@link BrokerLink}). That is what {@link Handover} does. So each link
 * sends, from the first report that was not acknowledged when it was given the lane, an unbroken run; also two links that
 * overlap (the old one's last requests may still arrive) repeat reports, but never bring a later one before the first copy
 * of an earlier one. The refused report's partition is then set apart (see {@link Lane}): one report at a time with nothing
 * behind it, so that its next failure neither breaks an order nor costs the link. What is refused alone and for good is parked:
 * its partition goes on when that is durable.
 *
 * <p>The thread of {@link Assignment} gives, recalls, stops and asks; {@link #hear} is for any thread.
 */
final class Dispatcher implements Turn {

    /**
     * How it ended.
     *
     * @param trouble a sentence for operators; null if nothing went wrong
     * @param doubt what may or may not be delivered; null if that is known
     */
    record End(@Nullable String trouble, Session.@Nullable Doubt doubt) {}

    /** In place of a time: Kafka owes no answer. */
    static final long NOT_WAITING = Long.MAX_VALUE;

    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

    /** A moment: one partition that is slow may not keep the others waiting. */
    private static final long LEAVES_WITHIN_MS = 1_000;

    /** Longer rests are ended by what is heard. */
    private static final long DEAF_AT_MOST_MS = 50;

    private static final long NOT_STOPPING = Long.MAX_VALUE;

    private final int broker;
    private final Assignment.Parts parts;
    private final BrokerFigures figures;
    private final LongSupplier clockMs;
    private final Bell bell;
    private final Bell assignmentBell;

    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Queue<Lane> signals = new ConcurrentLinkedQueue<>();
    private volatile long stopAtMs = NOT_STOPPING;
    private volatile boolean proven;
    /** It takes nothing for a moment, and looks again by itself: to be woken for each report would only cost. */
    private volatile boolean deaf;

    private volatile long waitingSinceMs = NOT_WAITING;
    private volatile @Nullable End end;

    private final Set<Lane> lanes = new HashSet<>();
    private final Recalls leaving = new Recalls();
    private final Round round = new Round();
    private final Booking booking;
    private final Visits visits;
    private final Crossings crossings = new Crossings();
    private final StallWatch stalls;
    private final Deliveries deliveries;
    private @Nullable Session link;
    private long leavesUntilMs = Long.MIN_VALUE;
    private long heardAtMs;

    /**
     * Made at rest; the first turn opens the link.
     *
     * @param broker the id of the broker whose partitions it will be given
     * @param figures the broker's
     * @param clockMs monotonic milliseconds
     * @param bell rung when there is something to do
     * @param assignmentBell rung when a lane has left, and at the end
     */
    Dispatcher(
            int broker,
            Assignment.Parts parts,
            BrokerFigures figures,
            LongSupplier clockMs,
            Bell bell,
            Bell assignmentBell) {
        this.broker = broker;
        this.parts = parts;
        this.figures = figures;
        this.clockMs = clockMs;
        this.bell = bell;
        this.assignmentBell = assignmentBell;
        this.booking = new Booking(parts.memory());
        this.visits = new Visits(booking, parts.cluster(), parts.parkingLog());
        this.heardAtMs = clockMs.getAsLong();
        this.stalls = new StallWatch(parts.cluster(), crossings, heardAtMs);
        this.deliveries = new Deliveries(parts.deliveryLog(), heardAtMs);
    }

    int broker() {
        return broker;
    }

    /** The lane, which nobody has, is this dispatcher's from now on. */
    void give(Lane lane) {
        lane.owner(this);
        command(() -> enter(lane));
    }

    /**
     * Sends nothing more of the lane, and lets it go when nothing of it is in flight; at this time the latest, though it
     * costs the link.
     */
    void recall(Lane lane, long byMs, String reason) {
        command(() -> leave(lane, byMs, reason));
    }

    /** The lane sends at once, as far as it may, in place of resting. */
    void retryNow(Lane lane) {
        command(() -> {
            if (lanes.contains(lane)) {
                round.remove(lane);
                lane.endRest();
                goOn(lane);
            }
        });
    }

    /** Ends at once: its broker does not answer. */
    void giveUp(String reason) {
        command(() -> {
            if (link != null) {
                link.lose(reason);
            }
        });
    }

    /** Sends nothing more; ends when all that is in flight is acknowledged, or at this time. */
    void stop(long atMs) {
        stopAtMs = atMs;
        bell.ring();
    }

    /** The lane's buffer may have something to take. Any thread. */
    void hear(Lane lane) {
        signals.add(lane);
        if (!deaf) {
            bell.ring();
        }
    }

    /** How it ended, once it has: from then on its lanes belong to whoever takes them. Null: it has not. */
    @Nullable
    End end() {
        return end;
    }

    /** Reports that were handed to its link and have no answer yet. Any thread. */
    int inFlight() {
        return booking.reports();
    }

    /** Whether its link has brought an answer of Kafka's about a report. */
    boolean proven() {
        return proven;
    }

    /** Since when Kafka owes an answer, and nothing was heard; {@link #NOT_WAITING}. */
    long waitingSinceMs() {
        return waitingSinceMs;
    }

    /** Whatever goes wrong in a turn ends it, and costs nothing else. */
    @Override
    @SuppressWarnings("CatchingUnchecked") // on purpose: an error of one turn must not stop delivery for ever
    public long turn() {
        long nowMs = clockMs.getAsLong();
        deaf = false;
        try {
            return step(nowMs);
        } catch (RuntimeException | Error e) {
            LOG.log(Logger.Level.ERROR, "Dispatch to broker " + broker + " failed; going on with a new link", e);
            return end("Dispatch failed: " + e + ". It goes on with a new link; see the log.", nowMs);
        }
    }

    private long step(long nowMs) {
        Session session = link;
        if (session == null) {
            try {
                session = parts.sessions().open(broker, bell);
            } catch (BrokerLink.NotOpenedException e) {
                LOG.log(Logger.Level.DEBUG, "No link to Kafka", e);
                return end(e.getMessage(), nowMs);
            }
            link = session;
        }
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        session.turn(nowMs);
        settle(session, nowMs);
        letGo(session, nowMs);
        if (session.wantsToLeave(nowMs)) {
            LOG.log(Logger.Level.DEBUG, "{0} is about to leave {1} for a better one", this, session);
            leavesUntilMs = nowMs + LEAVES_WITHIN_MS;
        }
        boolean leaves = nowMs < leavesUntilMs;
        boolean more = false;
        if (!session.isLost() && stopAtMs == NOT_STOPPING && !leaves) {
            if (!awaitsAnswer(session)) {
                heardAtMs = nowMs; // whoever has nothing to confirm is not silent
            }
            watch(session, nowMs);
            takeSignals();
            round.wake(nowMs);
            more = session.takes() && visitAll(session, nowMs);
            more |= letCross(session);
        }
        session.visited(more, nowMs);
        if (session.isLost()) {
            settle(session, nowMs); // what has come meanwhile may say whose fault it is
            return end(session.trouble(), nowMs);
        }
        boolean settled = booking.isEmpty() && session.isSettled();
        if ((leaves && settled) || (stopAtMs != NOT_STOPPING && (settled || nowMs >= stopAtMs))) {
            session.leave();
            return end(null, nowMs);
        }
        deliveries.recordDue(nowMs);
        waitingSinceMs = awaitsAnswer(session) ? heardAtMs : NOT_WAITING;
        if (more && session.takes()) {
            return 0;
        }
        long restMs = restMs(session, nowMs);
        deaf = restMs <= DEAF_AT_MOST_MS && !session.takes();
        return restMs;
    }

    private boolean awaitsAnswer(Session session) {
        return !booking.isEmpty() || session.awaitsAnswer();
    }

    private void command(Runnable command) {
        commands.add(command);
        bell.ring();
    }

    private void enter(Lane lane) {
        lane.enter(booking);
        lanes.add(lane);
        crossings.enter(lane);
        round.add(lane);
        long known = lane.buffer().acknowledgedSequence();
        if (known > lane.buffer().deliveredSequence()) {
            deliveries.note(lane.id(), known); // whoever had the lane before may have ended over it
        }
    }

    private void leave(Lane lane, long byMs, String reason) {
        if (lanes.contains(lane)) {
            round.remove(lane);
            crossings.recall(lane);
            leaving.add(lane, byMs, reason);
        }
    }

    /** Takes what the link has reported. */
    private void settle(Session session, long nowMs) {
        for (Handover handover = session.receipt(); handover != null; handover = session.receipt()) {
            heardAtMs = nowMs;
            SendFailure failure = handover.failure();
            if (failure == null) {
                acknowledged(session, handover, nowMs);
            } else {
                failed(session, handover, failure, nowMs);
            }
        }
        takeDelivered(session, nowMs);
    }

    private void takeDelivered(Session session, long nowMs) {
        session.takeDelivered().forEach((lane, next) -> {
            heardAtMs = nowMs;
            lane.buffer().acknowledge(next);
            deliveries.note(lane.id(), next);
            goOn(lane);
        });
    }

    private void acknowledged(Session session, Handover handover, long nowMs) {
        Lane lane = handover.lane();
        lane.acknowledged(handover.report(), nowMs);
        figures.acknowledged(handover.tookNanos(), nowMs);
        session.acknowledged(lane);
        goOn(lane);
        proven = true;
    }

    private void failed(Session session, Handover handover, SendFailure failure, long nowMs) {
        Lane lane = handover.lane();
        if (failure.isRefusal() || !session.isLost()) { // else it only says that the link is lost
            figures.failed(lane.id() + ": " + failure.reason(), nowMs);
        }
        proven |= failure.isRefusal(); // an answer of the broker's, too
        if (failure.kind() == SendFailure.Kind.LINK_LOST) {
            session.lose(failure.reason());
        } else if (handover.alone() && !session.isAlone(lane, handover.report())) {
            lane.suspect(handover.report());
            session.lose(null); // its transaction is void
        } else if (handover.alone()) {
            if (failure.kind() == SendFailure.Kind.POISON) {
                visits.park(lane, handover.report(), failure.reason(), nowMs);
            } else {
                lane.probeRefused(handover.report(), failure.reason(), nowMs);
            }
            goOn(lane);
        } else {
            lane.setApart(failure.reason()); // which says why; the link has done its part
            session.lose(null); // the receipt has abandoned it
        }
    }

    private void goOn(Lane lane) {
        if (!leaving.has(lane)) {
            round.add(lane);
        }
    }

    /** Whoever waited to go where others go, too, has its turn. True if anybody comes into the round by that. */
    private boolean letCross(Session session) {
        boolean any = false;
        for (Lane lane : crossings.next(one -> isOnItsWay(session, one))) {
            any |= lane.place() == Lane.Place.IDLE; // else it waits in the round, for room
            goOn(lane);
        }
        return any;
    }

    private static boolean isOnItsWay(Session session, Lane lane) {
        return !lane.idle() || session.holds(lane);
    }

    private void letGo(Session session, long nowMs) {
        if (session.isLost()) {
            return; // all lanes go
        }
        List<Lane> settled = leaving.settled(lane -> !isOnItsWay(session, lane));
        for (Lane lane : settled) {
            lanes.remove(lane);
            crossings.leave(lane);
            lane.owner(null);
        }
        if (!settled.isEmpty()) {
            assignmentBell.ring();
        }
        String overdue = leaving.overdue(nowMs);
        if (overdue != null) {
            session.lose(overdue);
        }
    }

    private void watch(Session session, long nowMs) {
        if (isToWatch()) {
            stalls.look(lanes, lane -> isOnItsWay(session, lane), nowMs);
        }
    }

    private boolean isToWatch() {
        return stopAtMs == NOT_STOPPING && (!booking.isEmpty() || crossings.anyWaits());
    }

    private void takeSignals() {
        for (Lane lane = signals.poll(); lane != null; lane = signals.poll()) {
            if (lane.owner() == this && lanes.contains(lane)) {
                lane.heard();
                goOn(lane);
            }
        }
    }

    /** One visit to each lane in the round. True if more could be sent at once. */
    private boolean visitAll(Session session, long nowMs) {
        boolean more = false;
        for (int i = round.size(); i > 0 && !session.isLost() && session.takes(); i--) {
            Lane lane = round.next();
            if (!crossings.maySend(lane, one -> isOnItsWay(session, one), nowMs)) {
                continue;
            }
            Visits.Outcome outcome = visits.visit(session, lane, nowMs);
            if (outcome != Visits.Outcome.FULL) {
                crossings.hadTurn(lane);
            }
            switch (outcome) {
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
                case LOST -> {
                    return more;
                }
                case PARKED -> {
                    deliveries.note(lane.id(), lane.acknowledgedNext());
                    round.back(lane);
                    more = true;
                }
            }
        }
        return more;
    }

    private long end(@Nullable String trouble, long nowMs) {
        Session.Doubt doubt = null;
        if (link != null) {
            takeDelivered(link, nowMs);
            doubt = link.end();
        }
        lanes.forEach(Lane::rewind);
        try {
            deliveries.record(nowMs);
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.DEBUG, "Positions not recorded; whoever takes the lanes does it", e);
        }
        end = new End(trouble, doubt);
        assignmentBell.ring();
        return DONE;
    }

    private long restMs(Session session, long nowMs) {
        long wakeMs = Math.min(deliveries.dueMs(), stopAtMs);
        if (stopAtMs == NOT_STOPPING) { // else nobody is woken
            wakeMs = Math.min(wakeMs, nowMs < leavesUntilMs ? leavesUntilMs : round.nextWakeMs());
        }
        wakeMs = Math.min(wakeMs, session.dueMs(nowMs));
        wakeMs = Math.min(wakeMs, leaving.dueMs());
        if (isToWatch()) {
            wakeMs = Math.min(wakeMs, stalls.dueMs());
        }
        return wakeMs == Long.MAX_VALUE ? UNTIL_RUNG : Math.max(0, wakeMs - nowMs);
    }

    @Override
    public String toString() {
        return "dispatcher to broker " + broker;
    }
}
