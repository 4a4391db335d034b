package dev.rapporteur.impl.events;

import dev.rapporteur.DeliveryEvent;
import dev.rapporteur.impl.journal.EventFollower;
import dev.rapporteur.impl.journal.Observing.Observed;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells one listener, on a thread of its own: reads events behind the journal's writer, some at a time, hands them over, and notes
 * in the journal how far the listener has come. It holds no more events in memory than it hands over at once.
 *
 * <pre>
 * READING -> TELLING   there are events: the listener's executor has them
 * TELLING -> READING   all of them were taken: that is noted
 * TELLING -> PAUSING   one was not: it comes again after a pause, twice as long each time
 * PAUSING -> TELLING   the pause is over; or it was the tenth: the event is given up, in the log
 * any     -> CLOSED    close(): a call under way may end, no other follows
 * </pre>
 *
 * <p>While the journal is failed it rests; opened again, it goes on from what that notes. Turns belong to one thread; all else is
 * for any.
 */
final class Teller implements Turn {

    private static final Logger LOG = System.getLogger(Teller.class.getName());

    static final int ATTEMPTS = 10;
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 10_000;
    private static final int BATCH_EVENTS = 256;
    private static final long NOTE_EVERY_MS = 100;
    private static final long AGAIN_MS = 1_000;
    private static final long SLOW_MS = 60_000;

    /** The listener was not even called. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(String message, @Nullable RuntimeException cause) {
            super(message, cause);
        }
    }

    private final String name;
    private final Supplier<@Nullable Source> present;
    private final LongSupplier clockMs;
    private final Bell bell;
    private volatile @Nullable Target target;
    private volatile @Nullable Batch batch;
    private volatile long tellingSinceMs;
    private volatile boolean forGood;
    private final AtomicLong givenUp = new AtomicLong();

    private @Nullable Source source;
    private @Nullable EventFollower follower;
    private List<DeliveryEvent> waiting = List.of();
    private long through;
    private boolean noteworthy;
    private long notedAtMs;
    private int attempts;
    private boolean pausing;
    /** What is there could not be read, and is looked for again. */
    private boolean again;

    private long pauseUntilMs;

    /**
     * Tells from where the journal says that the observer is.
     *
     * @param name the observer's
     * @param present where events come from now; null while the journal is not open
     * @param clockMs monotonic milliseconds
     * @param bell what wakes it
     */
    Teller(String name, Target target, Supplier<@Nullable Source> present, LongSupplier clockMs, Bell bell) {
        this.name = name;
        this.target = target;
        this.present = present;
        this.clockMs = clockMs;
        this.bell = bell;
        this.notedAtMs = clockMs.getAsLong() - NOTE_EVERY_MS;
    }

    boolean isClosed() {
        return target == null;
    }

    /** Rings when there may be something to tell. */
    void wake() {
        bell.ring();
    }

    /** Nobody of this name observes any more: the last turn notes nothing. Before {@link #stop}. */
    void endForGood() {
        forGood = true;
    }

    /** The next turn is the last; a call under way may end. */
    void stop() {
        target = null;
        Batch running = batch;
        if (running != null) {
            running.cancel();
        }
        bell.ring();
    }

    /** Waits for a call under way, but if it is this thread's. @return false if that has not ended in time */
    boolean awaitCall(Duration max) {
        Batch running = batch;
        return running == null || running.isRunHere() || running.await(max);
    }

    /** Whether this thread is within a call of the listener. */
    boolean isCalledHere() {
        Batch running = batch;
        return running != null && running.isRunHere();
    }

    /** What an operator should know; null if nothing. */
    @Nullable
    String trouble() {
        Batch running = batch;
        long sinceMs = clockMs.getAsLong() - tellingSinceMs;
        if (running == null || (sinceMs < SLOW_MS && running.failure() == null)) {
            long lost = givenUp.get();
            return lost == 0
                    ? null
                    : "The listener \"" + name + "\" has not taken " + lost + " events in " + ATTEMPTS
                            + " attempts each; they are in the log.";
        }
        Throwable failure = running.failure();
        return "The listener \"" + name + "\" "
                + (failure == null
                        ? "has not returned for " + sinceMs / 1_000 + " s"
                        : "has not taken an event and is told it again: " + failure)
                + ". Its events wait in the journal, up to eventsMaxBytes; nothing else waits for it.";
    }

    /** So many events were given up since it is there. */
    long givenUp() {
        return givenUp.get();
    }

    @Override
    public long turn() {
        Target to = target;
        if (to == null) {
            end();
            return DONE;
        }
        Batch running = batch;
        if (running != null) {
            long restMs = settle(running);
            if (restMs > 0) {
                return restMs;
            }
        }
        if (waiting.isEmpty()) {
            long unused = note(/* atOnce= */ false);
            if (!read()) {
                return Math.min(note(/* atOnce= */ false), again ? AGAIN_MS : UNTIL_RUNG);
            }
        }
        tell(to);
        return 0;
    }

    /** What the listener has made of its events. @return how long to rest; 0: it can go on */
    private long settle(Batch running) {
        if (!running.isDone()) {
            return UNTIL_RUNG;
        }
        Throwable failure = running.failure();
        if (failure == null) {
            waiting = List.of();
            noteworthy = true;
            batch = null;
            return 0;
        }
        if (!pausing) {
            attempts = running.told() > 0 ? 0 : attempts;
            waiting = running.rest();
            failed(failure);
        }
        long restMs = pausing ? pauseUntilMs - clockMs.getAsLong() : 0;
        if (restMs > 0) {
            return restMs;
        }
        pausing = false;
        batch = null;
        return 0;
    }

    /** Begins a pause, or gives the event up when it was the last attempt. That the executor is full or closed is none. */
    private void failed(Throwable failure) {
        boolean refused = failure instanceof Refused;
        attempts += refused ? 0 : 1;
        if (attempts >= ATTEMPTS) {
            giveUp(failure);
            return;
        }
        LOG.log(
                attempts == 1 || refused ? Logger.Level.WARNING : Logger.Level.DEBUG,
                "The listener \"" + name + "\" has not taken " + waiting.get(0) + "; it is told it again",
                failure);
        pausing = true;
        pauseUntilMs = clockMs.getAsLong()
                + (refused ? LONGEST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << (attempts - 1)));
    }

    private void giveUp(Throwable failure) {
        long unused = givenUp.incrementAndGet();
        LOG.log(
                Logger.Level.ERROR,
                "The listener \"" + name + "\" has not taken " + waiting.get(0) + " in " + ATTEMPTS
                        + " attempts; it is told it no more",
                failure);
        attempts = 0;
        waiting = waiting.subList(1, waiting.size());
        noteworthy = true;
    }

    private void tell(Target to) {
        Batch next = new Batch(waiting, to, bell);
        tellingSinceMs = clockMs.getAsLong();
        batch = next;
        try {
            if (isClosed()) { // whoever closes may not have seen it
                next.refused(new Refused("It is closed", null));
            } else {
                to.executor().execute(next);
                boolean unused = Thread.interrupted(); // the listener's, if it ran here
            }
        } catch (RuntimeException e) {
            next.refused(new Refused("Its executor does not run it", e));
        }
    }

    /** Reads what is to be told next. @return whether there is something */
    private boolean read() {
        again = false;
        Source now = present.get();
        if (now == null) {
            return false;
        }
        Observed observer = now.observers().of(name);
        if (observer == null) {
            return false; // ended: who does that closes first
        }
        try {
            EventFollower reader = reader(now, observer);
            long applied = now.observers().applied();
            List<DeliveryEvent> events = new ArrayList<>();
            while (events.size() < BATCH_EVENTS) {
                EventFollower.Followed found = reader.next(applied);
                if (found == null) {
                    break;
                }
                through = found.sequence();
                events.addAll(Events.in(found.frame()));
                noteworthy |= events.isEmpty();
            }
            if (events.isEmpty()
                    && reader.through() > through
                    && now.observers().isBehind(observer)) {
                through = reader.through();
                noteworthy = true;
            }
            again = events.isEmpty() && reader.through() < applied;
            waiting = events;
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "Events for \"" + name + "\" can't be read now; tried again", e);
            forget();
            again = true; // a segment may have been let go just when it was to be read
        }
        return !waiting.isEmpty();
    }

    private EventFollower reader(Source now, Observed observer) throws IOException {
        EventFollower reader = follower;
        if (!now.equals(source) || reader == null) {
            forget();
            reader = now.newFollower();
            follower = reader;
            source = now;
            through = observer.through();
            noteworthy = false;
            reader.follow(observer.segment(), through);
        } else if (reader.segment() < observer.segment()) {
            reader.follow(observer.segment(), through); // there was nothing between
        }
        return reader;
    }

    /** Notes how far the listener has come, if that is due. @return how long to rest */
    private long note(boolean atOnce) {
        Source of = source;
        EventFollower reader = follower;
        if (!noteworthy || of == null || reader == null) {
            return UNTIL_RUNG;
        }
        long nowMs = clockMs.getAsLong();
        long restMs = notedAtMs + NOTE_EVERY_MS - nowMs;
        if (restMs > 0 && !atOnce) {
            return restMs;
        }
        noteworthy = false;
        notedAtMs = nowMs;
        of.note(new Observed(name, through, reader.segment()));
        return UNTIL_RUNG;
    }

    private void end() {
        Batch last = batch;
        if (last != null
                && last.isDone()
                && last.failure() == null
                && last.rest().isEmpty()) {
            noteworthy = true;
        } else if (!waiting.isEmpty()) {
            noteworthy = false; // they are told again
        }
        if (!forGood) {
            long unused = note(/* atOnce= */ true);
        }
        forget();
        batch = null;
        waiting = List.of();
    }

    private void forget() {
        EventFollower reader = follower;
        follower = null;
        source = null;
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                LOG.log(Logger.Level.DEBUG, "A segment that was only read can't be closed", e);
            }
        }
    }

    @Override
    public String toString() {
        return "listener " + name;
    }
}
