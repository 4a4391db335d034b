package dev.rapporteur.impl.events;

import dev.rapporteur.DeliveryListener;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.Observation;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.journal.Observing;
import dev.rapporteur.impl.journal.Observing.Observed;
import dev.rapporteur.impl.outbound.Observers;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Threads;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one engine, over all openings of its journal: who is told, and where events come from now. Each has a thread of
 * its own ({@link Teller}); without one there is nothing here that costs anything. For any thread; its lock is taken when a
 * listener comes or goes.
 */
public final class Listeners implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Listeners.class.getName());
    private static final int MAX_OBSERVERS = 16;
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

    private final String engine;
    private final Threads threads;
    private final LongSupplier clockMs;
    private final Map<String, Told> listeners = new ConcurrentSkipListMap<>();
    private volatile @Nullable Source source;
    private volatile boolean closed;

    /** A listener that is told. */
    private final class Told implements Observation {

        private final String name;
        private final Teller teller;
        private final Threads.Running thread;

        Told(String name, Teller teller, Threads.Running thread) {
            this.name = name;
            this.teller = teller;
            this.thread = thread;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean isOpen() {
            return !teller.isClosed();
        }

        @Override
        public void close() {
            if (!teller.isClosed()) {
                stop();
                await(deadline());
            }
        }

        /** No further call begins. */
        void stop() {
            boolean unused = listeners.remove(name, this);
            teller.stop();
        }

        /** Waits for a call under way and for the thread; not within the listener's own call. */
        void await(long deadlineNanos) {
            if (teller.isCalledHere()) {
                return;
            }
            if (!teller.awaitCall(rest(deadlineNanos))) {
                LOG.log(
                        Logger.Level.WARNING,
                        "{0}: the listener \"{1}\" is closed, and has not returned from its last call",
                        engine,
                        name);
            } else if (!thread.join(rest(deadlineNanos))) {
                LOG.log(Logger.Level.WARNING, "{0}: {1} has not ended", engine, thread);
            }
        }

        @Override
        public void end() {
            teller.endForGood();
            close();
            Source now = source;
            if (now == null) {
                throw notAvailable(null);
            }
            keep(now, new Observing.Unobserved(name));
        }
    }

    /**
     * Without listeners.
     *
     * @param engine the engine's name
     * @param threads on which listeners are told
     * @param clockMs monotonic milliseconds
     */
    public Listeners(String engine, Threads threads, LongSupplier clockMs) {
        this.engine = engine;
        this.threads = threads;
        this.clockMs = clockMs;
    }

    /** Events come from this opening of the journal. */
    public void opened(Journal journal, Observers observers) {
        source = new Source(journal, observers);
        eventsCame();
    }

    /** That opening has failed, or is closed. */
    public void ended(Journal journal) {
        Source now = source;
        if (now != null && now.journal() == journal) {
            source = null;
        }
    }

    /** There may be something to tell. */
    public void eventsCame() {
        listeners.values().forEach(told -> told.teller.wake());
    }

    /**
     * Tells a listener from now on; what came since the last one of its name, first. Durable when it returns.
     *
     * @throws NotAvailableException if the journal is not open, or does not take it
     * @throws IllegalArgumentException if the name is not allowed, or one too much
     */
    public synchronized Observation observe(String name, DeliveryListener listener, Executor executor) {
        if (name.isBlank() || name.length() > Observing.MAX_NAME) {
            throw new IllegalArgumentException(
                    "An observer's name has 1 to " + Observing.MAX_NAME + " characters: \"" + name + "\"");
        }
        Source now = source;
        if (now == null || closed) {
            throw notAvailable(null);
        }
        if (now.observers().of(name) == null) {
            begin(name, now);
        }
        Told before = listeners.get(name);
        if (before != null) {
            before.close();
        }
        Bell bell = new Bell();
        Target target = new Target(listener, executor, Thread.currentThread().getContextClassLoader());
        Teller teller = new Teller(name, target, () -> source, clockMs, bell);
        Told told = new Told(name, teller, threads.start("events-" + name, teller, bell));
        listeners.put(name, told);
        if (closed) {
            told.close();
            throw notAvailable(null);
        }
        teller.wake();
        return told;
    }

    /** Whether an observer has a listener now. */
    public boolean isListening(String name) {
        return listeners.containsKey(name);
    }

    /**
     * Ends an observer whose application is gone.
     *
     * @param keep appends a frame, durably, and says in an operator's words why it could not
     * @throws IllegalArgumentException if it has a listener
     */
    public synchronized void endAbandoned(String name, Consumer<Frame> keep) {
        if (isListening(name)) {
            throw new IllegalArgumentException(
                    "Observer \"" + name
                            + "\" has a listener, so its application is there: undeploy that first, or have it end its observation.");
        }
        keep.accept(new Observing.Unobserved(name));
    }

    private void begin(String name, Source now) {
        List<Observed> all = now.observers().all();
        if (all.size() >= MAX_OBSERVERS) {
            throw new IllegalArgumentException("There are " + MAX_OBSERVERS + " observers already: "
                    + all.stream().map(Observed::name).toList() + ". End those that nobody needs.");
        }
        int segment = now.observers().active();
        keep(now, new Observed(name, now.observers().applied(), segment));
    }

    private void keep(Source now, Frame frame) {
        Append append = now.journal().append(frame);
        if (append.await() != Append.Outcome.DONE) {
            throw notAvailable(append.cause());
        }
    }

    private NotAvailableException notAvailable(@Nullable Throwable cause) {
        return new NotAvailableException(
                "The journal of \"" + engine + "\" is not open now, so nobody can begin or end to observe. Try again"
                        + " when it is; see the adapter's health.",
                cause);
    }

    /** What an operator should know about observers, in sentences. */
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        for (Told told : listeners.values()) {
            String trouble = told.teller.trouble();
            if (trouble != null) {
                troubles.add(trouble);
            }
        }
        Source now = source;
        if (now != null) {
            for (Observed observer : now.observers().all()) {
                addBehind(observer, now.observers(), troubles);
            }
        }
        return troubles;
    }

    private void addBehind(Observed observer, Observers observers, List<String> troubles) {
        int behind = observers.segmentsBehind(observer);
        if (behind > observers.kept() / 2 && behind > 1) {
            troubles.add("Observer \"" + observer.name() + "\""
                    + (isListening(observer.name()) ? "" : ", which has no listener now,")
                    + " is " + behind + " journal segments behind; " + observers.kept()
                    + " are kept for it (eventsMaxBytes), and what is older is dropped. If nobody needs its events any"
                    + " more, end it: its application does, or where that is gone, an operator by the management bean"
                    + " dev.rapporteur:type=Observers.");
        }
    }

    /** Ends all, in ten seconds at most; what was not told waits for the next start. */
    @Override
    public void close() {
        closed = true; // not under the lock: whoever begins to observe may wait for the disk with it
        List<Told> all = List.copyOf(listeners.values());
        all.forEach(Told::stop);
        long deadline = deadline();
        all.forEach(told -> told.await(deadline));
    }

    private static long deadline() {
        return System.nanoTime() + ENDS_WITHIN.toNanos();
    }

    private static Duration rest(long deadlineNanos) {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }
}
