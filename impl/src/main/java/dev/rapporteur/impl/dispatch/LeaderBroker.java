package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.thread.Bell;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A broker that leads some of our partitions, and its dispatchers: one for lanes that flow, and, where a refusal costs all that is
 * sent beside it ({@link Assignment.Parts#probesApart}), one for those that are set apart. Of {@link Assignment}'s thread, but for
 * the troubles, what the probe answers, and what is read of it.
 *
 * <pre>
 * ANSWERS -> SILENT    nothing was heard of it for the time that a broker may be silent, nor has it answered the probe: its
 *                      dispatchers give up
 * SILENT  -> ANSWERS   it has answered the probe, which is sent again each second
 * </pre>
 */
final class LeaderBroker {

    private static final Logger LOG = System.getLogger(LeaderBroker.class.getName());

    private static final long ASK_AFTER_MS = 1_000;
    /** Several looks of {@link Assignment}'s. */
    private static final long CONCERNS_NOBODY_AFTER_MS = 5_000;

    private final int id;
    private final BrokerProbe probe;
    private final long mayBeSilentMs;
    private final Bell bell;
    private final BrokerFigures figures;
    private final DispatcherSeat flowing;
    private final DispatcherSeat apart;
    private final List<DispatcherSeat> seats;

    private volatile @Nullable String silence;
    private volatile @Nullable Answer answer;
    private boolean asked;
    private long askAtMs;

    /** Why the probe was not answered; null: it was. */
    private record Answer(@Nullable String failure) {}

    /** Makes dispatchers. */
    @FunctionalInterface
    interface NewDispatcher {

        /** Makes one to this broker, which counts there, and starts it. */
        Dispatcher make(int broker, boolean apart, BrokerFigures figures);
    }

    /**
     * Without a dispatcher yet.
     *
     * @param mayBeSilentMs after so long without a sign of it, it is silent
     * @param bell rung when the probe is answered
     */
    LeaderBroker(
            int id,
            NewDispatcher newDispatcher,
            BrokerProbe probe,
            long mayBeSilentMs,
            RandomGenerator random,
            Bell bell,
            long nowMs) {
        this.id = id;
        this.probe = probe;
        this.mayBeSilentMs = mayBeSilentMs;
        this.bell = bell;
        this.figures = new BrokerFigures(nowMs);
        this.flowing = new DispatcherSeat(
                "dispatcher to broker " + id, () -> newDispatcher.make(id, false, figures), figures, random, nowMs);
        this.apart = new DispatcherSeat(
                "dispatcher to broker " + id + " for what is set apart",
                () -> newDispatcher.make(id, true, figures),
                figures,
                random,
                nowMs);
        this.seats = List.of(flowing, apart);
    }

    /** Sees what has come of its dispatchers. @return those that have ended: their lanes are free */
    List<Dispatcher> look(long nowMs) {
        List<Dispatcher> ended = new ArrayList<>();
        for (DispatcherSeat seat : seats) {
            Dispatcher one = seat.takeEnded(silence != null, nowMs);
            if (one != null) {
                ended.add(one);
            }
        }
        return ended;
    }

    /** Sees whether the broker gives any sign. */
    void watch(long nowMs) {
        listen(nowMs);
        ask(nowMs);
    }

    private void listen(long nowMs) {
        Answer heard = answer;
        if (heard == null) {
            return;
        }
        answer = null;
        asked = false;
        askAtMs = nowMs + ASK_AFTER_MS;
        if (heard.failure() == null) {
            if (silence != null) {
                LOG.log(Logger.Level.INFO, "Kafka''s broker {0} answers again", Integer.toString(id));
                silence = null;
                seats.forEach(DispatcherSeat::forgetTrouble);
            }
        } else if (silence == null && waitsMs(nowMs) >= mayBeSilentMs) {
            String reason = "Broker " + id + " has not answered for " + waitsMs(nowMs) / 1_000
                    + " s. The partitions that it leads wait for it, or until another broker leads them. ("
                    + heard.failure() + ")";
            LOG.log(Logger.Level.WARNING, reason);
            figures.failed(reason, nowMs);
            silence = reason;
            seats.forEach(seat -> seat.giveUp(reason));
        }
    }

    private void ask(long nowMs) {
        if (asked || nowMs < askAtMs) {
            return;
        }
        if (silence != null || waitsMs(nowMs) >= Math.min(ASK_AFTER_MS, mayBeSilentMs)) {
            probe.ask(id, failure -> {
                answer = new Answer(failure);
                bell.ring();
            });
            asked = true;
        }
    }

    /** How long something has been in flight and nothing was heard: what either dispatcher hears is a sign of the broker. */
    private long waitsMs(long nowMs) {
        long latestMs = Long.MIN_VALUE;
        for (DispatcherSeat seat : seats) {
            long sinceMs = seat.waitingSinceMs();
            latestMs = sinceMs == Dispatcher.NOT_WAITING ? latestMs : Math.max(latestMs, sinceMs);
        }
        return latestMs == Long.MIN_VALUE ? 0 : nowMs - latestMs;
    }

    /** Its dispatcher for such a lane; a new one if it has none, and the pause is over. Null: none can be had now. */
    @Nullable
    Dispatcher dispatcherOrNew(boolean isApart, long nowMs) {
        return silence == null ? seat(isApart).dispatcherOrNew(nowMs) : null;
    }

    /** Whether the dispatcher, which is this broker's, is that for such a lane. */
    boolean isFor(boolean isApart, Dispatcher dispatcher) {
        return seat(isApart).isSeatOf(dispatcher);
    }

    private DispatcherSeat seat(boolean isApart) {
        return isApart ? apart : flowing;
    }

    /** Its next dispatchers, and its next probe, need not wait for their time. */
    void endPause(long nowMs) {
        seats.forEach(seat -> seat.endPause(nowMs));
        askAtMs = Math.min(askAtMs, nowMs);
    }

    /** It leads, or has, such a lane; one that is apart is to flow again. */
    void wanted(boolean isApart, long nowMs) {
        flowing.wanted(nowMs);
        if (isApart) {
            apart.wanted(nowMs);
        }
    }

    /** Lets dispatchers go that have not been wanted for long. @return whether nothing is left of it */
    boolean retire(long nowMs) {
        boolean apartIsGone = apart.retire(nowMs);
        return flowing.retire(nowMs) && apartIsGone;
    }

    /** When the next pause of a dispatcher's is over; {@link Long#MAX_VALUE} if there is none, or it does not answer. */
    long opensMs(long nowMs) {
        return silence == null ? Math.min(flowing.opensMs(nowMs), apart.opensMs(nowMs)) : Long.MAX_VALUE;
    }

    /** Its dispatchers send nothing more. @return whether they have ended */
    boolean stop(long atMs) {
        boolean apartIsGone = apart.stop(atMs);
        return flowing.stop(atMs) && apartIsGone;
    }

    /** What is counted of it. Any thread. */
    BrokerReading reading(long nowMs) {
        BrokerState idleOrServed = flowing.isTaken() || apart.isTaken() ? BrokerState.SERVED : BrokerState.IDLE;
        return figures.read(
                id, silence == null ? idleOrServed : BrokerState.SILENT, flowing.inFlight() + apart.inFlight(), nowMs);
    }

    /** What is wrong with the ways to it, each a sentence; nothing once it leads none of our partitions any more. Any thread. */
    List<String> troubles(long nowMs) {
        if (flowing.unwantedMs(nowMs) >= CONCERNS_NOBODY_AFTER_MS) {
            return List.of();
        }
        String hangs = silence;
        return hangs == null
                ? seats.stream()
                        .map(DispatcherSeat::trouble)
                        .filter(Objects::nonNull)
                        .toList()
                : List.of(hangs);
    }

    /** Why such a lane can't be served, as a sentence; null if nothing is known against it. */
    @Nullable
    String trouble(boolean isApart) {
        String hangs = silence;
        return hangs == null ? seat(isApart).trouble() : hangs;
    }
}
