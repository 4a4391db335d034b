package dev.rapporteur.impl.xa;

import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Journal;
import dev.rapporteur.impl.outbound.Outbound;
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

    /** The branches that are being decided right now. */
    Map<BranchXid, Decision> deciding() {
        return deciding;
    }
}
