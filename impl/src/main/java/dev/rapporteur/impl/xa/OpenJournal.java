package dev.rapporteur.impl.xa;

import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.outbound.Outbound;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One opening of the journal as branches see it: the journal, its fold, and what admits reports to it. When the journal has
 * failed, the next opening takes its place as a whole ({@link BranchTable#reopened}). For any thread.
 */
public final class OpenJournal {

    private final Journal journal;
    private final Outbound outbound;
    private final ReportAdmission admission;
    private final AtomicLong lastBranch;
    /** A decision that never got its answer from a failed journal must not keep the next opening from deciding. */
    private final Map<BranchXid, Decision> deciding = new ConcurrentHashMap<>();

    /** Of a journal that has just been opened, with the fold that has its frames. */
    public OpenJournal(Journal journal, Outbound outbound, ReportAdmission admission) {
        this.journal = journal;
        this.outbound = outbound;
        this.admission = admission;
        this.lastBranch = new AtomicLong(journal.incarnation());
    }

    Journal journal() {
        return journal;
    }

    Outbound outbound() {
        return outbound;
    }

    ReportAdmission admission() {
        return admission;
    }

    /** A number for a branch that begins to write parts, which no branch of any other opening has. */
    long nextBranch() {
        return lastBranch.incrementAndGet();
    }

    /**
     * Decides branches as the database has said that decides them. Durable when this returns; those are left out that somebody
     * else decides right now, or has decided.
     *
     * @return how many are decided now that were not before
     * @throws NotAvailableException if it isn't known of one whether its decision is durable; to be asked for again
     */
    public int decide(Map<BranchXid, Decision> decisions) {
        Map<BranchXid, Append> appends = new LinkedHashMap<>();
        decisions.forEach((xid, decision) -> {
            if (deciding.putIfAbsent(xid, decision) == null) {
                if (outbound.isPrepared(xid)) {
                    appends.put(xid, journal.append(new Frame.BranchDecided(xid, decision, false)));
                } else {
                    deciding.remove(xid);
                }
            }
        });
        NotAvailableException failure = null;
        for (Map.Entry<BranchXid, Append> one : appends.entrySet()) {
            Append append = one.getValue();
            if (append.await() != Append.Outcome.DONE) {
                failure = notDurable(one.getKey(), append);
            }
            if (append.outcome() != null) {
                deciding.remove(one.getKey());
            }
        }
        if (failure != null) {
            throw failure;
        }
        return appends.size();
    }

    /** Whether it takes frames. */
    public boolean isOpen() {
        return journal.isOpen();
    }

    static NotAvailableException notDurable(BranchXid xid, Append append) {
        return new NotAvailableException(
                "The decision about branch " + xid
                        + " is not known to be durable. Look again when the journal is open.",
                append.cause());
    }

    /** The branches that are being decided right now. */
    Map<BranchXid, Decision> deciding() {
        return deciding;
    }
}
