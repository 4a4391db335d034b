package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import java.lang.System.Logger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One partition on its way to Kafka. It belongs to the thread of the dispatcher that has it, else to {@link Assignment}'s;
 * its owner is set by {@link Assignment}, and cleared by the owner as the last thing it does with it, or by {@link Assignment}
 * when the owner has ended.
 *
 * <pre>
 * FLOWING  -> PROBING   a report of it was refused: it is set apart from its neighbours
 * PROBING  -> PROBING   the probe was refused: held, and the next one comes after a longer pause
 * PROBING  -> PARKING   the probe is poison: it is on its way to the parked ones, and nothing is sent meanwhile
 * PARKING  -> PROBING   it is parked, and others that failed with it are still to be probed; or it can't be parked: held
 * PROBING, PARKING -> FLOWING   the last of the reports that failed together has been acknowledged, or parked
 * </pre>
 *
 * <p>Besides, a lane rests: in any state nothing is sent before {@link #restUntilMs()}.
 */
final class Lane {

    private static final Logger LOG = System.getLogger(Lane.class.getName());

    enum State {
        /** Many reports may be in flight. A failure of one costs the link. */
        FLOWING,
        /** One report at a time, nothing behind it. A failure costs nobody else. */
        PROBING,
        /** Nothing at all, until the journal has said what became of the report. */
        PARKING
    }

    /** Where the dispatcher has it. */
    enum Place {
        /** Nothing to send, or its window is full: a signal or a receipt brings it back. */
        IDLE,
        /** In the round. */
        ROUND,
        /** Waits for its time. */
        RESTING
    }

    private static final long PROBE_BACKOFF_MS = 100;
    private static final long PROBE_BACKOFF_MAX_MS = 30_000;
    private static final long NOT_YET_BACKOFF_MS = 5;
    private static final long NOT_YET_BACKOFF_MAX_MS = 500;
    /** What passes sooner by itself is not shown to operators. */
    static final long VISIBLE_AFTER_MS = 1_000;

    private static final long NEVER = -1;

    private final PartitionBuffer buffer;
    private final Backoff probeBackoff;
    private final Backoff notYetBackoff;
    private final Deque<OutboundReport> inFlight = new ArrayDeque<>();
    private final Runnable movedApart;
    private final AtomicBoolean signalled = new AtomicBoolean();

    private volatile @Nullable Dispatcher owner;
    private volatile PartitionId destination;
    private @Nullable Booking booking;
    private volatile State state = State.FLOWING;
    private Place place = Place.IDLE;
    private long inFlightBytes;
    private int bookedReports;
    private long probeThrough;
    private long suspect = NEVER;
    private long acknowledgedNext;
    private long restUntilMs;
    private long progressMs;
    private long notYetSinceMs = NEVER;
    private boolean held;
    private boolean heldForTurn;
    private @Nullable Parking parking;

    /** A report that is being parked. */
    private record Parking(OutboundReport report, String reason, ParkingLog.Ticket ticket, long sinceMs) {}

    /**
     * Flows, and nobody has it.
     *
     * @param movedApart called when it is set apart, and when it flows again
     */
    Lane(PartitionBuffer buffer, RandomGenerator random, Runnable movedApart) {
        this.buffer = buffer;
        this.movedApart = movedApart;
        this.destination = buffer.id();
        this.probeBackoff = new Backoff(PROBE_BACKOFF_MS, PROBE_BACKOFF_MAX_MS, random);
        this.notYetBackoff = new Backoff(NOT_YET_BACKOFF_MS, NOT_YET_BACKOFF_MAX_MS, random);
    }

    PartitionId id() {
        return buffer.id();
    }

    PartitionBuffer buffer() {
        return buffer;
    }

    /** The partition that takes its reports: mostly its own. As long as it has an owner, this stays. */
    PartitionId destination() {
        return destination;
    }

    /** From here on that partition takes its reports. Nobody has it. */
    void goesTo(PartitionId to) {
        destination = to;
    }

    /** Who has it; null: nobody may send from it. Any thread. */
    @Nullable
    Dispatcher owner() {
        return owner;
    }

    /** From here on it belongs to the dispatcher, or to nobody. */
    void owner(@Nullable Dispatcher next) {
        owner = next;
    }

    /** The owner begins: what is in flight is booked there. Looks at the buffer after this. */
    void enter(Booking ownersBooking) {
        booking = ownersBooking;
        heard();
        boolean probed = state == State.PROBING && buffer.acknowledgedSequence() > probeThrough;
        if (probed) {
            become(State.FLOWING); // Kafka turned out to have them
        }
        if (probed || heldForTurn || buffer.size() == 0) {
            lift();
        }
    }

    /** Any thread: there may be something to take. True if all signals before this one were seen. */
    boolean signal() {
        return !signalled.get() && signalled.compareAndSet(false, true);
    }

    /** From here on a signal counts anew; before the buffer is looked at. */
    void heard() {
        signalled.set(false);
    }

    Place place() {
        return place;
    }

    void place(Place next) {
        place = next;
    }

    /** Whether what befalls its reports must not befall its neighbours. Any thread. */
    boolean isApart() {
        return state != State.FLOWING;
    }

    boolean probing() {
        return state == State.PROBING;
    }

    boolean idle() {
        return inFlight.isEmpty();
    }

    int inFlight() {
        return inFlight.size();
    }

    /** Nothing more is sent before a receipt. */
    boolean hasEnoughInFlight() {
        return state != State.FLOWING
                ? !inFlight.isEmpty()
                : inFlightBytes >= booking().memory().window();
    }

    long restUntilMs() {
        return restUntilMs;
    }

    /** The sequence after the last that was acknowledged. */
    long acknowledgedNext() {
        return acknowledgedNext;
    }

    /** When something was last acknowledged, or sent after nothing was in flight. */
    long progressMs() {
        return progressMs;
    }

    void handedOver(OutboundReport report, long nowMs) {
        if (inFlight.isEmpty()) {
            progressMs = nowMs;
        }
        inFlight.add(report);
        carry(inFlightBytes + booking().memory().weight(report));
        notYetSinceMs = NEVER;
        notYetBackoff.reset();
    }

    /**
     * The oldest report in flight is acknowledged.
     *
     * @throws IllegalStateException if it was another one
     */
    void acknowledged(OutboundReport report, long nowMs) {
        settle(report);
        progressMs = nowMs;
        settled(report);
    }

    /** Its queue is past this report. */
    private void settled(OutboundReport report) {
        acknowledgedNext = report.sequence() + 1;
        if (state == State.PARKING) {
            become(State.PROBING);
        }
        if (state == State.FLOWING || report.sequence() >= probeThrough) {
            become(State.FLOWING);
            probeBackoff.reset();
            lift();
        }
    }

    /** This probe was refused, and others before it are void with it: next time it goes when they are delivered. */
    void suspect(OutboundReport report) {
        suspect = report.sequence();
    }

    boolean suspects(OutboundReport report) {
        return report.sequence() == suspect;
    }

    /** The lone probe is refused. */
    void probeRefused(OutboundReport report, String reason, long nowMs) {
        settle(report);
        buffer.rewindTo(report.sequence());
        refused(report, reason, nowMs);
    }

    /** The lone probe is poison, and nothing else is in flight. */
    void park(OutboundReport report, String reason, ParkingLog.Ticket ticket, long nowMs) {
        inFlight.clear();
        carry(0);
        notYetBackoff.reset();
        become(State.PARKING);
        parking = new Parking(report, reason, ticket, nowMs);
    }

    /** The lone probe is poison, and can't be parked: it is probed again. */
    void notParked(OutboundReport report, String reason, long nowMs) {
        inFlight.clear();
        carry(0);
        buffer.rewindTo(report.sequence());
        refused(report, reason, nowMs);
    }

    /** What has become of the report that is being parked; null if none is. Known, the lane goes on. */
    ParkingLog.@Nullable Outcome settleParking(long nowMs) {
        Parking present = parking;
        if (present == null) {
            return null;
        }
        ParkingLog.Outcome outcome = present.ticket().outcome();
        switch (outcome) {
            case PENDING -> {
                if (nowMs - present.sinceMs() >= VISIBLE_AFTER_MS) {
                    hold(present.reason() + " It is to be parked, and that waits for the journal.");
                }
                restUntil(nowMs + notYetBackoff.nextMs());
            }
            case PARKED -> {
                parking = null;
                buffer.acknowledge(present.report().sequence() + 1);
                settled(present.report());
            }
            case NOT_PARKED -> {
                parking = null;
                notParked(present.report(), present.reason() + " The journal can't park it now.", nowMs);
            }
        }
        return outcome;
    }

    /** A report was refused before the link took it; what is in flight before it may still arrive. */
    void refused(OutboundReport report, String reason, long nowMs) {
        setApart(reason, report.sequence());
        restUntil(nowMs + probeBackoff.nextMs());
    }

    /** One of those in flight is refused: when the link is gone, probe through the last of them, at once. */
    void setApart(String reason) {
        OutboundReport last = inFlight.peekLast();
        if (last != null) {
            setApart(reason, last.sequence());
        }
    }

    /** The link could not take a report; rest. */
    void notYet(String reason, long nowMs) {
        if (notYetSinceMs == NEVER) {
            notYetSinceMs = nowMs;
        }
        if (nowMs - notYetSinceMs >= VISIBLE_AFTER_MS) {
            hold(reason);
        }
        restUntil(nowMs + notYetBackoff.nextMs());
    }

    /** Sends nothing before this time. */
    void restUntil(long ms) {
        if (place == Place.RESTING) {
            throw new IllegalStateException(this + " rests already, until " + restUntilMs + ", not " + ms);
        }
        restUntilMs = ms;
    }

    /** Its rest is over at once; it does not rest in a round any more. */
    void endRest() {
        restUntil(0);
    }

    /** Shows operators why nothing moves. */
    void hold(String reason) {
        if (!held) {
            LOG.log(Logger.Level.WARNING, "Partition {0} stands still: {1}", buffer.id(), reason);
        }
        held = true;
        heldForTurn = false;
        buffer.hold(reason);
    }

    /** It waits for another lane's reports: shown, unless another reason is. */
    void holdForTurn(String reason) {
        if (!held) {
            hold(reason);
            heldForTurn = true;
        }
    }

    /** It does not wait for another lane's any more. */
    void waitsNoMore() {
        if (heldForTurn) {
            lift();
        }
    }

    /** The link is gone: nothing is in flight any more, all that is not acknowledged waits again. */
    void rewind() {
        inFlight.clear();
        place = Place.IDLE;
        carry(0);
        buffer.rewind();
    }

    private void setApart(String reason, long through) {
        become(State.PROBING);
        probeThrough = Math.max(probeThrough, through);
        hold(reason);
    }

    private void become(State next) {
        boolean wasApart = isApart();
        state = next;
        if (isApart() != wasApart) {
            movedApart.run();
        }
    }

    private void lift() {
        if (held) {
            held = false;
            heldForTurn = false;
            buffer.hold(null);
        }
    }

    private Booking booking() {
        return Objects.requireNonNull(booking, "nobody has this lane");
    }

    private void carry(long bytes) {
        booking().change(inFlightBytes, bytes, inFlight.size() - bookedReports);
        bookedReports = inFlight.size();
        inFlightBytes = bytes;
    }

    private void settle(OutboundReport report) {
        @Nullable OutboundReport oldest = inFlight.poll();
        if (oldest != report) {
            throw new IllegalStateException(
                    "Receipt for " + report + " came before the one for " + (oldest == null ? "nothing" : oldest));
        }
        carry(inFlightBytes - booking().memory().weight(report));
    }

    @Override
    public String toString() {
        return state + " lane of " + id();
    }
}
