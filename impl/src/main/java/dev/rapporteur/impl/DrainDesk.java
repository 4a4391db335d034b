package dev.rapporteur.impl;

import dev.rapporteur.impl.monitor.DrainMXBean;
import dev.rapporteur.impl.monitor.DrainState;
import dev.rapporteur.impl.monitor.Remains;
import dev.rapporteur.impl.xa.BranchTable;
import java.lang.System.Logger;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An operator's hand on whether an engine takes reports, while it is open. It outlives the journal's openings, and nothing of it is
 * on the disk. For any thread.
 *
 * <p>Why DRAINED can be relied on: a branch counts as at work before it looks whether it may begin ({@link BranchTable#begin()}), and
 * its reports are prepared or wait before it is over. So what {@link Remains} has passed over, in that order, can't come back.
 */
final class DrainDesk implements DrainMXBean {

    private static final Logger LOG = System.getLogger(DrainDesk.class.getName());
    private static final String CURE = "resume of the management bean dev.rapporteur:type=Drain.";
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String engine;
    private final Supplier<Opening> opening;
    private final BranchTable branches;
    private final InstantSource clock;
    private volatile @Nullable Instant since;

    /** Of an engine that takes reports. */
    DrainDesk(String engine, Supplier<Opening> opening, BranchTable branches, InstantSource clock) {
        this.engine = engine;
        this.opening = opening;
        this.branches = branches;
        this.clock = clock;
    }

    @Override
    public synchronized void drain() {
        if (since != null) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        since = now;
        branches.suspend("No new reports are taken: an operator drains the report adapter \"" + engine + "\" since "
                + now + ". Send from another server, or end that by " + CURE);
        LOG.log(
                Logger.Level.WARNING,
                "An operator drains {0}: new reports are refused, what is there is delivered",
                engine);
    }

    @Override
    public synchronized void resume() {
        if (since == null) {
            return;
        }
        since = null;
        branches.resume();
        LOG.log(Logger.Level.WARNING, "An operator has ended draining {0}: it takes reports again", engine);
    }

    @Override
    public String getState() {
        if (since == null) {
            return DrainState.TAKING.name();
        }
        boolean nothing = remains().nothing();
        // Who has ended it meanwhile may have let something in.
        return since == null ? DrainState.TAKING.name() : (nothing ? DrainState.DRAINED : DrainState.DRAINING).name();
    }

    @Override
    public @Nullable String getSince() {
        Instant from = since;
        return from == null ? null : from.toString();
    }

    @Override
    public List<String> getWaitsFor() {
        return remains().sentences();
    }

    @Override
    public int getBranchesAtWork() {
        return branches.openBranches();
    }

    @Override
    public int getBranchesUndecided() {
        return remains().undecided();
    }

    @Override
    public long getReportsWaiting() {
        return remains().waiting();
    }

    @Override
    public long getBytesWaiting() {
        return remains().waitingBytes();
    }

    @Override
    public int getReportsInFlight() {
        return remains().inFlight();
    }

    @Override
    public long getReportsParked() {
        return remains().parked().size();
    }

    private Remains remains() {
        return opening.get().remains(branches.openBranches());
    }

    @Override
    public boolean awaitDrained(int seconds) {
        if (seconds < 0 || seconds > MOST_SECONDS) {
            throw new IllegalArgumentException("Wait 0 to " + MOST_SECONDS + " seconds, not " + seconds + ".");
        }
        if (since == null) {
            throw new IllegalStateException("It takes reports, so it does not become empty: drain it first.");
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            String state = getState();
            boolean over =
                    System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted();
            if (!state.equals(DrainState.DRAINING.name()) || over || branches.isRefusingNew()) {
                return state.equals(DrainState.DRAINED.name());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** That it is drained, as a sentence; null while it takes reports. */
    @Nullable
    String notice() {
        Instant from = since;
        return from == null
                ? null
                : "Drained by an operator since " + from
                        + ": new reports are refused, what is there is delivered. It is ended by " + CURE;
    }
}
