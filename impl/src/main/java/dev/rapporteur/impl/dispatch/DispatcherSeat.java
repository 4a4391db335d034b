package dev.rapporteur.impl.dispatch;

import java.lang.System.Logger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Holds one dispatcher at a time. Of {@link Assignment}'s thread, but for what says that it is for any.
 *
 * <pre>
 * EMPTY -> TAKEN   somebody wants it, and the pause is over
 * TAKEN -> EMPTY   its dispatcher has ended: a pause comes, 50 ms to 10 s, doubled as long as each link ends by its own
 *                  fault, without an answer of Kafka's about a report; or nobody has wanted it for a minute
 * </pre>
 */
final class DispatcherSeat {

    private static final Logger LOG = System.getLogger(DispatcherSeat.class.getName());

    private static final long BACKOFF_MS = 50;
    private static final long BACKOFF_MAX_MS = 10_000;
    private static final long UNWANTED_FOR_MS = 60_000;

    private final String name;
    private final Supplier<Dispatcher> newDispatcher;
    private final BrokerFigures figures;
    private final Backoff backoff;
    private volatile @Nullable Dispatcher dispatcher;
    private volatile @Nullable String trouble;
    private long openAtMs;
    private volatile long wantedAtMs;

    /**
     * Empty.
     *
     * @param name for messages
     * @param newDispatcher makes one, and starts it
     * @param figures are told what goes wrong
     */
    DispatcherSeat(
            String name,
            Supplier<Dispatcher> newDispatcher,
            BrokerFigures figures,
            RandomGenerator random,
            long nowMs) {
        this.name = name;
        this.newDispatcher = newDispatcher;
        this.figures = figures;
        this.backoff = new Backoff(BACKOFF_MS, BACKOFF_MAX_MS, random);
        this.openAtMs = nowMs;
        this.wantedAtMs = nowMs;
    }

    /**
     * The dispatcher, if it has ended: its lanes are free. Sees how the present one does.
     *
     * @param isSilent the broker is, which says all that is wrong
     */
    @Nullable
    Dispatcher takeEnded(boolean isSilent, long nowMs) {
        Dispatcher present = dispatcher;
        if (present == null) {
            return null;
        }
        if (present.proven() && !isSilent) {
            backoff.reset();
            trouble = null;
        }
        Dispatcher.End end = present.end();
        if (end == null) {
            return null;
        }
        dispatcher = null;
        if (end.trouble() == null) {
            backoff.reset(); // a report was to blame, and is set apart
        }
        openAtMs = nowMs + backoff.nextMs();
        if (!isSilent) {
            lost(end.trouble(), nowMs);
        }
        return present;
    }

    /** What is wrong with the way through it, until a dispatcher has proved that it is well again; null: nothing. Any thread. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** The broker answers again. */
    void forgetTrouble() {
        trouble = null;
    }

    /** A lane may come into it soon. */
    void wanted(long nowMs) {
        wantedAtMs = nowMs;
    }

    /** Its dispatcher; a new one if it has none, and the pause is over. Null: none can be had now. */
    @Nullable
    @SuppressWarnings("CatchingUnchecked") // on purpose: as when no thread is to be had, which must not stop the others
    Dispatcher dispatcherOrNew(long nowMs) {
        if (dispatcher == null && nowMs >= openAtMs) {
            try {
                dispatcher = newDispatcher.get();
            } catch (RuntimeException | Error e) {
                LOG.log(Logger.Level.ERROR, "No " + name + " can be made for now", e);
                openAtMs = nowMs + backoff.nextMs();
                lost("No " + name + " can be made for now: " + e + ". It is tried again; see the log.", nowMs);
            }
        }
        return dispatcher;
    }

    private void lost(@Nullable String reason, long nowMs) {
        if (reason != null) {
            figures.failed(reason, nowMs);
            boolean known = reason.equals(trouble); // said already, and no better since
            LOG.log(known ? Logger.Level.DEBUG : Logger.Level.WARNING, "No {0} for now: {1}", name, reason);
            trouble = reason;
        }
    }

    /** Whether the dispatcher is the one in it. */
    boolean isSeatOf(Dispatcher one) {
        return one.equals(dispatcher);
    }

    /** Its next dispatcher need not wait for its time. */
    void endPause(long nowMs) {
        openAtMs = Math.min(openAtMs, nowMs);
    }

    /** When the pause is over in which it is now; {@link Long#MAX_VALUE} if it is in none. */
    long opensMs(long nowMs) {
        return dispatcher == null && openAtMs > nowMs ? openAtMs : Long.MAX_VALUE;
    }

    /** As {@link Dispatcher#waitingSinceMs}. */
    long waitingSinceMs() {
        Dispatcher present = dispatcher;
        return present == null ? Dispatcher.NOT_WAITING : present.waitingSinceMs();
    }

    /** Its dispatcher ends at once: its broker does not answer. */
    void giveUp(String reason) {
        Dispatcher present = dispatcher;
        if (present != null) {
            present.giveUp(reason);
        }
    }

    /** How long nobody has wanted it. Any thread. */
    long unwantedMs(long nowMs) {
        return nowMs - wantedAtMs;
    }

    /** Lets its dispatcher go if nobody has wanted it for long. @return whether nothing is left of it */
    boolean retire(long nowMs) {
        Dispatcher present = dispatcher;
        boolean unwanted = unwantedMs(nowMs) >= UNWANTED_FOR_MS;
        if (unwanted && present != null) {
            present.stop(nowMs);
        }
        return unwanted && present == null;
    }

    /** Its dispatcher sends nothing more. @return whether it has ended */
    boolean stop(long atMs) {
        Dispatcher present = dispatcher;
        if (present == null || present.end() != null) {
            return true;
        }
        present.stop(atMs);
        return false;
    }

    /** Whether it has a dispatcher. Any thread. */
    boolean isTaken() {
        return dispatcher != null;
    }

    /** Reports without an answer yet. Any thread. */
    int inFlight() {
        Dispatcher present = dispatcher;
        return present == null ? 0 : present.inFlight();
    }
}
