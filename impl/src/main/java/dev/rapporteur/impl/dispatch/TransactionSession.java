package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.thread.Bell;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Exactly once: what is sent becomes readable with the markers that say so, in one Kafka transaction after the other.
 *
 * <pre>
 * IDENTIFYING  -> INITIALISING  the journal has noted that the transactional id is used
 * INITIALISING -> READY         former producers of the id are fenced
 * READY        -> OPEN          by the first report, an {@link Interval} after the last commit
 * OPEN         -> MARKING       after 100 ms, or 300 while more waits than goes; by size; or when nothing waits to be sent and all
 *                               that was is acknowledged
 * MARKING      -> COMMITTING    the link has the marker of each partition in the transaction
 * COMMITTING   -> READY         all of it is committed; it is delivered when that is final ({@link FinalityWatch})
 * any          -> lost          a failure, or no answer in time: what became of the open transaction, and of commits that are not
 *                               final, is to be found out ({@link Session.Doubt})
 * </pre>
 */
final class TransactionSession implements Session {

    /** A wait for Kafka's answer may take so long: more than a report may wait, so that a partition that is to blame is known by then. */
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    /** Whether a nearer id is to be had: leaders move. */
    private static final long ASK_PLACE_EVERY_MS = 5_000;

    /** What is not final by then may stay so for long, and who leaves would wait for it. */
    private static final long FINAL_SOON_MS = 500;

    /** How often the link is asked how far it is. */
    private static final Pace ASKING = new Pace(1, 10, 8);

    private static final long LOOK_EVERY_MS = 1_000;
    private static final long FINAL_WITHIN_MS = 15_000;

    private enum State {
        IDENTIFYING,
        INITIALISING,
        READY,
        OPEN,
        MARKING,
        COMMITTING
    }

    private final int broker;
    private final TransactionalIds.Lease id;
    private final TransactionalLink link;
    private final Progress progress;
    private final Bell bell;

    private final Queue<Handover> settled = new ConcurrentLinkedQueue<>();
    private final TransactionContent content;
    private final Committed notFinal;
    private final Queue<Lane> unmarked = new ArrayDeque<>();
    private final Interval interval = new Interval();
    private State state = State.IDENTIFYING;
    private long nowMs;
    private long sinceMs;
    private long askPlaceAtMs;
    private long unacknowledged;
    private boolean lost;
    private @Nullable String trouble;

    /**
     * Of a link that has just been made.
     *
     * @param broker whose partitions it carries
     * @param id the link's; given back when nothing is in doubt at the end
     * @param progress where markers go
     * @param closeAtBytes a transaction of so many bytes is closed
     * @param bell rung when a receipt has come
     */
    TransactionSession(
            int broker,
            TransactionalIds.Lease id,
            TransactionalLink link,
            Progress progress,
            long closeAtBytes,
            Bell bell,
            long nowMs) {
        this.broker = broker;
        this.id = id;
        this.link = link;
        this.progress = progress;
        this.content = new TransactionContent(closeAtBytes);
        this.bell = bell;
        this.notFinal = new Committed(id.id(), progress.finality(), bell);
        this.nowMs = nowMs;
        this.sinceMs = nowMs;
        this.askPlaceAtMs = nowMs + ASK_PLACE_EVERY_MS;
    }

    @Override
    public void turn(long now) {
        nowMs = now;
        if (isLost()) {
            return;
        }
        try {
            switch (state) {
                case IDENTIFYING -> identify();
                case INITIALISING -> {
                    if (link.initialise() == TransactionalLink.Step.DONE) {
                        enter(State.READY);
                    }
                }
                case READY, OPEN -> {}
                case MARKING -> mark();
                case COMMITTING -> commit();
            }
        } catch (TransactionalLink.LostException e) {
            if (e.cure() == TransactionalLink.Cure.FENCED) {
                progress.fenced();
            }
            lose(e.getMessage());
        }
        loseWhatIsNeverFinal();
        if (isWaiting() && nowMs - sinceMs > ANSWER_WITHIN.toMillis()) {
            lose("Broker " + broker + "'s transactional producer \"" + id.id() + "\" has waited for Kafka for "
                    + ANSWER_WITHIN.toSeconds() + " s to go on with " + state
                    + ". Check the brokers, and the replicas of __transaction_state and of the progress topic.");
        }
    }

    private void identify() {
        switch (id.outcome()) {
            case PENDING -> {}
            case NOTED -> enter(State.INITIALISING);
            case REFUSED -> lose("The journal can't note the transactional id \"" + id.id() + "\" now.");
        }
    }

    private void mark() throws TransactionalLink.LostException {
        if (unacknowledged > 0) {
            return; // markers say where the reports stand
        }
        HaltPoint.BEFORE_MARKERS.reached();
        Progress.Place place = progress.place();
        OptionalInt partition =
                place == null ? OptionalInt.empty() : place.leaders().nearest(broker);
        if (place == null || partition.isEmpty()) {
            return; // asked again
        }
        Map<PartitionId, Long> starts = link.starts();
        for (Lane lane = unmarked.peek(); lane != null; lane = unmarked.peek()) {
            TransactionContent.Part part = content.part(lane);
            Marker marker = progress.marker(
                    place,
                    lane.id(),
                    part.from(),
                    part.next(),
                    lane.destination().number(),
                    starts.getOrDefault(lane.id(), Marker.NO_OFFSET));
            SendFailure failure = link.mark(lane.id(), marker, partition.getAsInt());
            if (failure != null) {
                if (failure.kind() != SendFailure.Kind.NOT_YET) {
                    lose(failure.reason());
                }
                return;
            }
            unmarked.remove();
        }
        enter(State.COMMITTING);
        HaltPoint.BEFORE_KAFKA_COMMIT.reached();
        commit();
    }

    private void commit() throws TransactionalLink.LostException {
        if (link.commit() == TransactionalLink.Step.DONE) {
            HaltPoint.AFTER_KAFKA_COMMIT.reached();
            interval.committed();
            progress.marked(content.partitions());
            notFinal.add(content.take(), link.ends(), nowMs);
            enter(State.READY);
        }
    }

    private void loseWhatIsNeverFinal() {
        Lane lane = notFinal.waitingFor(FINAL_WITHIN_MS, nowMs);
        if (lane != null) {
            lose("A commit has not ended after " + FINAL_WITHIN_MS / 1_000 + " s at "
                    + lane.id().goingTo(lane.destination())
                    + ". It hangs, or the partition does not answer; what became of it is found out.");
        }
    }

    private void enter(State next) {
        state = next;
        sinceMs = nowMs;
    }

    private boolean isWaiting() {
        return state != State.READY && state != State.OPEN;
    }

    @Override
    public boolean takes() {
        return switch (state) {
            case READY -> nowMs - sinceMs >= interval.ms();
            case OPEN -> !content.isFull() && link.state() != TransactionalLink.State.LOST;
            case IDENTIFYING, INITIALISING, MARKING, COMMITTING -> false;
        };
    }

    /**
     * Not while a commit of it is not final: if its partition has missed that end, the next transaction's end there would decide
     * over both. Other lanes that go to the same partition wait for that by themselves ({@link Crossings}).
     */
    @Override
    public boolean takes(Lane lane) {
        return !notFinal.holds(lane);
    }

    /** Others of its partition in the open transaction would be void with it. */
    @Override
    public boolean isAlone(Lane lane, OutboundReport report) {
        return content.isFirst(lane, report);
    }

    @Override
    public @Nullable SendFailure send(Lane lane, OutboundReport report, boolean alone) {
        if (state == State.READY) {
            try {
                link.begin();
            } catch (TransactionalLink.LostException e) {
                return SendFailure.linkLost(String.valueOf(e.getMessage()));
            }
            enter(State.OPEN);
        }
        SendFailure failure = link.send(report, lane.destination(), new Handover(this, lane, report, alone));
        if (failure == null) {
            content.add(lane, report);
            interval.sent();
            unacknowledged++;
            return null;
        }
        loseIfVoid(failure);
        return failure.kind() == SendFailure.Kind.LINK_LOST && unacknowledged > 0
                ? SendFailure.notYet(failure.reason()) // the receipts that come at once say whose fault it is
                : failure;
    }

    @Override
    public void settled(Handover handover) {
        settled.add(handover);
        bell.ring();
    }

    /** One that says that a report has voided the transaction loses the session. */
    @Override
    public @Nullable Handover receipt() {
        Handover next = settled.poll();
        if (next != null) {
            unacknowledged--;
            loseIfVoid(next.failure());
        }
        return next;
    }

    /** A refusal that has voided the transaction: the report's fault, not the link's. */
    private void loseIfVoid(@Nullable SendFailure failure) {
        if (failure != null && failure.isRefusal() && link.state() == TransactionalLink.State.LOST) {
            lose(null);
        }
    }

    @Override
    public void acknowledged(Lane lane) {}

    @Override
    public Map<Lane, Long> takeDelivered() {
        Map<Lane, Long> delivered = notFinal.takeFinal();
        if (!delivered.isEmpty()) {
            interval.ended();
        }
        return delivered;
    }

    @Override
    public boolean holds(Lane lane) {
        return content.lanes().contains(lane) || notFinal.holds(lane);
    }

    @Override
    public void visited(boolean more, long now) {
        if (state != State.OPEN) {
            return;
        }
        boolean rests = !more && unacknowledged == 0;
        if (rests || content.isFull() || content.isOld(now - sinceMs)) {
            interval.closes(rests);
            unmarked.addAll(content.lanes());
            enter(State.MARKING);
            turn(now);
        }
    }

    @Override
    public boolean isSettled() {
        return content.isEmpty() && notFinal.isEmpty();
    }

    @Override
    public boolean awaitsAnswer() {
        return state == State.INITIALISING || !isSettled();
    }

    /** Another broker coordinates its transactions, which hang when that one does. */
    @Override
    public boolean wantsToLeave(long now) {
        if (now < askPlaceAtMs || isWaiting()) {
            return false;
        }
        askPlaceAtMs = now + ASK_PLACE_EVERY_MS;
        return notFinal.waitingFor(FINAL_SOON_MS, now) == null && progress.hasNearer(id.id(), broker);
    }

    @Override
    public long dueMs(long now) {
        return switch (state) {
            case READY -> {
                if (now - sinceMs < interval.ms()) {
                    yield sinceMs + interval.ms();
                }
                yield notFinal.isEmpty() ? askPlaceAtMs : now + LOOK_EVERY_MS;
            }
            case OPEN -> sinceMs + TransactionContent.nextAgeMs(now - sinceMs);
            case IDENTIFYING, INITIALISING, MARKING, COMMITTING -> now + ASKING.pauseMs(now - sinceMs);
        };
    }

    @Override
    public void lose(@Nullable String reason) {
        if (!lost) {
            lost = true;
            trouble = reason;
        }
        abandon();
    }

    @Override
    public void leave() {
        link.leave();
    }

    @Override
    public void abandon() {
        link.abandon();
    }

    /** A link that is lost under reports says by their receipts, which come at once, whose fault that is. */
    @Override
    public boolean isLost() {
        return lost || (unacknowledged == 0 && link.state() == TransactionalLink.State.LOST);
    }

    @Override
    public @Nullable String trouble() {
        return lost ? trouble : link.trouble();
    }

    @Override
    public @Nullable Doubt end() {
        abandon();
        // Also where the open transaction is surely not committed: a partition may miss that end, too, and would hang.
        Set<Lane> inDoubt = new LinkedHashSet<>(notFinal.lanes());
        inDoubt.addAll(content.lanes());
        if (inDoubt.isEmpty()) {
            id.free();
            return null;
        }
        Set<PartitionId> voided = new HashSet<>();
        if (link.outcome() == TransactionalLink.Outcome.NOT_COMMITTED) {
            inDoubt.stream().filter(lane -> !notFinal.holds(lane)).forEach(lane -> voided.add(lane.id()));
        }
        return new Doubt(id.id(), inDoubt.stream().map(Lane::buffer).toList(), voided);
    }
}
