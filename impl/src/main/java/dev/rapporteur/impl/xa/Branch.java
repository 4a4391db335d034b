package dev.rapporteur.impl.xa;

import dev.rapporteur.BufferFullException;
import dev.rapporteur.InDoubtException;
import dev.rapporteur.InvalidReportException;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.Report;
import dev.rapporteur.ReportId;
import dev.rapporteur.TransactionStateException;
import dev.rapporteur.UnknownPartitionException;
import dev.rapporteur.impl.halt.HaltPoint;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.routing.Router;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/**
 * The reports of one transaction branch while it is at work.
 *
 * <pre>
 * ACTIVE        -> ROLLBACK_ONLY   end(TMFAIL), the branch's own timeout has passed, or half a collection is in the journal
 * ACTIVE        -> ENDED           prepared, committed, rolled back
 * ROLLBACK_ONLY -> ENDED           rolled back
 * </pre>
 *
 * <p>Safe for several threads: the transaction manager's reaper may roll back while the application sends. The lock is the
 * branch's own.
 */
public final class Branch {

    private enum State {
        ACTIVE,
        ROLLBACK_ONLY,
        ENDED
    }

    private static final String ROLL_BACK = "Roll it back, then begin a new one.";

    private final BranchTable table;
    private final BranchReports reports;
    private final int sticky = ThreadLocalRandom.current().nextInt();
    private State state = State.ACTIVE;
    private boolean timed;
    private long deadlineNanos;

    Branch(BranchTable table) {
        this.table = table;
        this.reports = new BranchReports(table, admission());
    }

    /** As {@link dev.rapporteur.ReportProducer#send(String, byte[])} within a transaction. */
    public synchronized ReportId send(String topic, byte[] payload) {
        requireActive();
        return admission().admit(reports, topic, Router.ANY, null, payload, sticky);
    }

    /** As {@link dev.rapporteur.ReportProducer#send(String, String, byte[])} within a transaction. */
    public synchronized ReportId send(String topic, String key, byte[] payload) {
        requireActive();
        if (key == null) {
            throw new InvalidReportException(
                    topic, "the key is null", "use send(topic, payload) for a report without a key");
        }
        return admission().admit(reports, topic, Router.ANY, key, payload, sticky);
    }

    /** As {@link dev.rapporteur.ReportProducer#sendTo(String, int, byte[])} within a transaction. */
    public synchronized ReportId sendTo(String topic, int partition, byte[] payload) {
        requireActive();
        return admission().admit(reports, topic, explicit(topic, partition), null, payload, sticky);
    }

    /** As {@link dev.rapporteur.ReportProducer#send(Report)} within a transaction. */
    public synchronized ReportId send(Report report) {
        requireActive();
        return admission().admit(reports, require(report), sticky);
    }

    /**
     * As {@link dev.rapporteur.ReportProducer#send(Collection)} within a transaction. If room is missing for the rest of a
     * collection that is larger than transactionMemoryBytes, the branch can only be rolled back: so none of it is sent.
     */
    public synchronized void send(Collection<Report> all) {
        requireActive();
        if (all == null) {
            throw new InvalidReportException(null, "the collection is null", "send an empty one to send nothing");
        }
        List<Report> together = new ArrayList<>(all);
        long size = 0;
        for (Report report : together) {
            size += admission().sizeOf(require(report), sticky);
        }
        reports.makeRoomForAll(together.size(), size);
        BranchReports.Mark before = reports.mark();
        boolean admitted = false;
        try {
            for (Report report : together) {
                admission().admit(reports, report, sticky);
            }
            admitted = true;
        } finally {
            if (!admitted && !reports.truncate(before)) {
                markRollbackOnly();
            }
        }
    }

    /**
     * Makes the reports durable and lets them go; for branches without an Xid.
     *
     * @throws BufferFullException if the journal has no room; nothing was kept
     * @throws NotAvailableException if the journal is not open; nothing was kept
     * @throws InDoubtException if it failed in the middle
     */
    public synchronized void commit() {
        try {
            requireActive();
            if (!reports.isEmpty()) {
                JournalAnswers.requireCommitted(handOverCommitted());
            }
        } finally {
            end();
        }
    }

    /**
     * Drops the reports.
     *
     * @return whether the branch was at work; if not, it has ended before, and nothing happens
     */
    public synchronized boolean rollback() {
        boolean atWork = state != State.ENDED;
        end();
        return atWork;
    }

    synchronized void expireAfter(int seconds) {
        timed = seconds > 0;
        deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    synchronized void markRollbackOnly() {
        if (state == State.ACTIVE) {
            state = State.ROLLBACK_ONLY;
        }
    }

    /**
     * Makes the reports durable and leaves their fate to the journal's fold. A vote to roll back ends the branch.
     *
     * @return false if there is nothing to decide about
     */
    synchronized boolean prepare(BranchXid xid) throws XAException {
        try {
            requireCommittable(xid);
            if (reports.isEmpty()) {
                return false;
            }
            JournalAnswers.requireVoted(
                    reports.handOver((branch, block) -> new Frame.BranchPrepared(xid, branch, block)), xid);
            return true;
        } finally {
            end();
        }
    }

    /** Whether nothing was sent in it. */
    public synchronized boolean isEmpty() {
        return reports.isEmpty();
    }

    /**
     * Makes the reports durable and leaves their fate to a database. Whatever is thrown, the transaction must roll back: so
     * nothing of it leaves, also if the reports should have come into the journal.
     *
     * @param xid our own name for the branch
     * @throws BufferFullException if the journal has no room
     * @throws NotAvailableException if the journal is not open, failed, or does not answer
     * @throws TransactionStateException if the branch takes no part any more
     */
    public synchronized void pend(BranchXid xid, Frame.Proof proof) {
        try {
            requireActive();
            if (table.refusesVotes()) {
                throw new NotAvailableException(
                        "The report adapter is stopping; the transaction came too late, and rolls back.");
            }
            HaltPoint.BEFORE_PENDING.reached();
            JournalAnswers.requirePending(
                    reports.handOver((branch, block) -> new Frame.BranchPrepared(xid, proof, branch, block)));
            HaltPoint.AFTER_PENDING.reached();
        } finally {
            end();
        }
    }

    synchronized void commitOnePhase(BranchXid xid) throws XAException {
        try {
            requireCommittable(xid);
            if (!reports.isEmpty()) {
                JournalAnswers.requireVoted(handOverCommitted(), xid);
            }
        } finally {
            end();
        }
    }

    private Append handOverCommitted() {
        HaltPoint.BEFORE_ONE_PHASE.reached();
        Append append = reports.handOver(Frame.Reports::new);
        if (append.outcome() == Append.Outcome.DONE) {
            HaltPoint.AFTER_ONE_PHASE.reached();
        }
        return append;
    }

    /** Of the present opening: ids and routes are its own. */
    private ReportAdmission admission() {
        return table.current().admission();
    }

    private void end() {
        if (state != State.ENDED) {
            state = State.ENDED;
            reports.release();
            table.ended();
        }
    }

    private void requireActive() {
        expireIfDue();
        if (state == State.ENDED) {
            throw refused("it is over (committed, rolled back, or timed out). Begin a new one.");
        }
        if (reports.isVoid()) {
            throw refused(
                    "the journal failed while it was at work, and what it had written there is void. " + ROLL_BACK);
        }
        if (state == State.ROLLBACK_ONLY) {
            throw refused("it is marked for rollback. " + ROLL_BACK);
        }
    }

    private static TransactionStateException refused(String why) {
        return new TransactionStateException("The transaction takes no more reports: " + why);
    }

    private boolean expireIfDue() {
        boolean due = timed && System.nanoTime() - deadlineNanos >= 0;
        if (due) {
            markRollbackOnly();
        }
        return due;
    }

    /** XA section 5, xa_prepare and xa_commit: a branch marked for rollback is rolled back, and said so. */
    private void requireCommittable(BranchXid xid) throws XAException {
        if (expireIfDue()) {
            throw XAErrors.of(XAException.XA_RBTIMEOUT, "Branch " + xid + " has passed its timeout");
        }
        if (state != State.ACTIVE) {
            throw XAErrors.of(XAException.XA_RBROLLBACK, "Branch " + xid + " was marked for rollback");
        }
        if (reports.isVoid()) {
            throw XAErrors.of(
                    XAException.XA_RBROLLBACK,
                    "The journal failed while branch " + xid + " was at work; what it had written there is void");
        }
        if (table.refusesVotes()) {
            throw XAErrors.of(
                    XAException.XA_RBROLLBACK, "The report adapter is stopping; branch " + xid + " came too late");
        }
    }

    private static Report require(@Nullable Report report) {
        if (report == null) {
            throw new InvalidReportException(null, "the report is null", "build one with Report.to(topic)");
        }
        return report;
    }

    private static int explicit(String topic, int partition) {
        if (partition < 0) {
            TopicName.requireLegal(topic);
            throw new UnknownPartitionException(topic, partition, 0);
        }
        return partition;
    }
}
