package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.thread.Bell;
import java.lang.System.Logger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A broker that leads some of our partitions, and its dispatcher, if it has one now. Of {@link Assignment}'s thread, but
 * for the trouble, what the probe answers, and what is read of it.
 *
 * <pre>
 * IDLE   -> SERVED   it leads a partition of ours, and the pause is over: it has a dispatcher
 * SERVED -> IDLE     its dispatcher has ended: a pause comes, 50 ms to 10 s, doubled until a link has brought an answer of
 *                    Kafka's about a report again; or it has led no partition of ours for a minute
 * SERVED -> SILENT   nothing was heard of it for the time that a broker may be silent, nor has it answered the probe:
 *                    its dispatcher gives up
 * SILENT -> IDLE     it has answered the probe, which is sent again each second
 * </pre>
 */
final class LeaderBroker {

    private static final Logger LOG = System.getLogger(LeaderBroker.class.getName());

    private static final long BACKOFF_MS = 50;
    private static final long BACKOFF_MAX_MS = 10_000;
    private static final long ASK_AFTER_MS = 1_000;
    private static final long UNWANTED_FOR_MS = 60_000;

    private final int id;
    private final Function<BrokerFigures, Dispatcher> newDispatcher;
    private final BrokerProbe probe;
    private final long mayBeSilentMs;
    private final Backoff backoff;
    private final Bell bell;
    private final BrokerFigures figures;

    private volatile @Nullable String trouble;
    private volatile @Nullable Answer answer;
    private volatile @Nullable Dispatcher dispatcher;
    private volatile boolean silent;
    private boolean asked;
    private long askAtMs;
    private long openAtMs;
    private long wantedAtMs;

    /** Why the probe was not answered; null: it was. */
    private record Answer(@Nullable String failure) {}

    /**
     * Without a dispatcher yet.
     *
     * @param newDispatcher makes one, which counts there, and starts it
     * @param mayBeSilentMs after so long without a sign of it, it is silent
     * @param bell rung when the probe is answered
     */
    LeaderBroker(
            int id,
            Function<BrokerFigures, Dispatcher> newDispatcher,
            BrokerProbe probe,
            long mayBeSilentMs,
            RandomGenerator random,
            Bell bell,
            long nowMs) {
        this.id = id;
        this.newDispatcher = newDispatcher;
        this.probe = probe;
        this.mayBeSilentMs = mayBeSilentMs;
        this.backoff = new Backoff(BACKOFF_MS, BACKOFF_MAX_MS, random);
        this.bell = bell;
        this.figures = new BrokerFigures(nowMs);
        this.openAtMs = nowMs;
        this.wantedAtMs = nowMs;
    }

    /** Sees what has come of its dispatcher. @return the dispatcher, if it has ended: its lanes are free */
    @Nullable
    Dispatcher look(long nowMs) {
        Dispatcher present = dispatcher;
        if (present != null && present.proven() && !silent) {
            backoff.reset();
            trouble = null;
        }
        Dispatcher.End end = present == null ? null : present.end();
        if (end != null) {
            dispatcher = null;
            openAtMs = nowMs + backoff.nextMs();
            lost(end.trouble(), nowMs);
        }
        return end == null ? null : present;
    }

    /** Sees whether the broker gives any sign. */
    void watch(long nowMs) {
        listen(nowMs);
        ask(nowMs);
    }

    private void lost(@Nullable String reason, long nowMs) {
        if (reason != null) {
            figures.failed(reason, nowMs);
        }
        if (reason != null && !silent) {
            boolean known = reason.equals(trouble); // said already, and no better since
            LOG.log(
                    known ? Logger.Level.DEBUG : Logger.Level.WARNING,
                    "No link to Kafka''s broker {0} for now: {1}",
                    Integer.toString(id),
                    reason);
            trouble = reason;
        }
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
            if (silent) {
                LOG.log(Logger.Level.INFO, "Kafka''s broker {0} answers again", Integer.toString(id));
                silent = false;
                trouble = null;
            }
        } else if (!silent && dispatcher != null && waitsMs(dispatcher, nowMs) >= mayBeSilentMs) {
            String reason = "Broker " + id + " has not answered for " + waitsMs(dispatcher, nowMs) / 1_000
                    + " s. The partitions that it leads wait for it, or until another broker leads them. ("
                    + heard.failure() + ")";
            LOG.log(Logger.Level.WARNING, reason);
            trouble = reason;
            figures.failed(reason, nowMs);
            silent = true;
            dispatcher.giveUp(reason);
        }
    }

    private void ask(long nowMs) {
        if (asked || nowMs < askAtMs) {
            return;
        }
        if (silent || (dispatcher != null && waitsMs(dispatcher, nowMs) >= Math.min(ASK_AFTER_MS, mayBeSilentMs))) {
            probe.ask(id, failure -> {
                answer = new Answer(failure);
                bell.ring();
            });
            asked = true;
        }
    }

    private static long waitsMs(Dispatcher dispatcher, long nowMs) {
        long sinceMs = dispatcher.waitingSinceMs();
        return sinceMs == Dispatcher.NOT_WAITING ? 0 : nowMs - sinceMs;
    }

    /** Its dispatcher; a new one if it has none, and the pause is over. Null: none can be had now. */
    @Nullable
    @SuppressWarnings("CatchingUnchecked") // on purpose: as when no thread is to be had, which must not stop the others
    Dispatcher dispatcherOrNew(long nowMs) {
        if (dispatcher == null && !silent && nowMs >= openAtMs) {
            try {
                dispatcher = newDispatcher.apply(figures);
            } catch (RuntimeException | Error e) {
                LOG.log(Logger.Level.ERROR, "No dispatcher to broker " + id + " can be made for now", e);
                openAtMs = nowMs + backoff.nextMs();
                lost(
                        "No dispatcher to broker " + id + " can be made for now: " + e
                                + ". It is tried again; see the log.",
                        nowMs);
            }
        }
        return dispatcher;
    }

    /** Its next dispatcher, and its next probe, need not wait for their time. */
    void endPause(long nowMs) {
        openAtMs = Math.min(openAtMs, nowMs);
        askAtMs = Math.min(askAtMs, nowMs);
    }

    /** It leads, or has, a partition of ours. */
    void wanted(long nowMs) {
        wantedAtMs = nowMs;
    }

    /** Lets its dispatcher go if it has not been wanted for long. @return whether nothing is left of it */
    boolean retire(long nowMs) {
        boolean unwanted = nowMs - wantedAtMs >= UNWANTED_FOR_MS;
        if (unwanted && dispatcher != null) {
            dispatcher.stop(nowMs);
        }
        return unwanted && dispatcher == null;
    }

    /** When its next dispatcher may be made; {@link Long#MAX_VALUE} if it has one, or does not answer. */
    long openAtMs() {
        return dispatcher != null || silent ? Long.MAX_VALUE : openAtMs;
    }

    /** Its dispatcher sends nothing more. @return whether it has ended */
    boolean stop(long atMs) {
        if (dispatcher == null || dispatcher.end() != null) {
            return true;
        }
        dispatcher.stop(atMs);
        return false;
    }

    /** What is counted of it. Any thread. */
    BrokerReading reading(long nowMs) {
        Dispatcher present = dispatcher;
        BrokerState idleOrServed = present == null ? BrokerState.IDLE : BrokerState.SERVED;
        return figures.read(
                id, silent ? BrokerState.SILENT : idleOrServed, present == null ? 0 : present.inFlight(), nowMs);
    }

    /** What is wrong with the way to it, as a sentence; null if nothing is known. Any thread. */
    @Nullable
    String trouble() {
        return trouble;
    }
}
