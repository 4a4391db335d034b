package dev.rapporteur.impl.xa;

import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.lang.System.Logger;
import java.time.Duration;

/**
 * Releases the partitions that wait behind a branch whose decision has not come for too long, and says so: from then on
 * their order is broken where that branch is concerned. The branch itself stays prepared, for whoever decides it.
 */
public final class UndecidedWatch implements Turn {

    private static final Logger LOG = System.getLogger(UndecidedWatch.class.getName());
    private static final long EVERY_MS = 1_000;

    private final Journal journal;
    private final Outbound outbound;
    private final Duration hold;
    private final String engine;
    private final Bell bell;
    private volatile boolean stopping;

    /**
     * Watches.
     *
     * @param hold how long partitions wait; zero: for ever
     * @param engine the engine's name, for the log
     */
    public UndecidedWatch(Journal journal, Outbound outbound, Duration hold, String engine, Bell bell) {
        this.journal = journal;
        this.outbound = outbound;
        this.hold = hold;
        this.engine = engine;
        this.bell = bell;
    }

    /** The next turn is the last. */
    public void stop() {
        stopping = true;
        bell.ring();
    }

    @Override
    public long turn() {
        if (stopping) {
            return DONE;
        }
        if (!hold.isZero() && journal.isOpen()) {
            outbound.undecidedFor(hold.toMillis()).forEach(this::release);
        }
        return EVERY_MS;
    }

    private void release(BranchXid xid) {
        if (journal.append(new Frame.Released(xid)).await() != Append.Outcome.DONE) {
            return; // the journal has said why; nothing has been released
        }
        LOG.log(
                Logger.Level.WARNING,
                "{0}: branch {1} is undecided for more than undecidedHold ({2} s). Its partitions wait no longer; if it "
                        + "commits after all, its reports come after later ones: their order is broken. Check the "
                        + "transaction manager''s recovery, or the database that decides it.",
                engine,
                xid,
                hold.toSeconds());
    }
}
