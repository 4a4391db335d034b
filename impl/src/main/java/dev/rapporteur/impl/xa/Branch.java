package dev.rapporteur.impl.xa;

import dev.rapporteur.BufferFullException;
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
import dev.rapporteur.impl.journal.JournalFullException;
import dev.rapporteur.impl.outbound.ReportWriter;
import dev.rapporteur.impl.routing.Router;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/**
 * The reports of one transaction branch while it is at work.
 *
 * <pre>
 * ACTIVE        -> ROLLBACK_ONLY   end(TMFAIL), or the branch's own timeout has passed
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

    private final BranchTable table;
    private final ReportAdmission admission;
    private final ReportWriter reports;
    private final int sticky = ThreadLocalRandom.current().nextInt();
    private State state = State.ACTIVE;
    private boolean timed;
    private long deadlineNanos;

    Branch(BranchTable table, ReportAdmission admission) {
        this.table = table;
        this.admission = admission;
        this.reports = admission.newWriter();
    }

    /** As {@link dev.rapporteur.ReportProducer#send(String, byte[])} within a transaction. */
    public synchronized ReportId send(String topic, byte[] payload) {
        requireActive();
        return admission.admit(reports, topic, Router.ANY, null, payload, sticky);
    }

    /** As {@link dev.rapporteur.ReportProducer#send(String, String, byte[])} within a transaction. */
    public synchronized ReportId send(String topic, String key, byte[] payload) {
        requireActive();
        if (key == null) {
            throw new InvalidReportException(
                    topic, "the key is null", "use send(topic, payload) for a report without a key");
        }
        return admission.admit(reports, topic, Router.ANY, key, payload, sticky);
    }

    /** As {@link dev.rapporteur.ReportProducer#sendTo(String, int, byte[])} within a transaction. */
    public synchronized ReportId sendTo(String topic, int partition, byte[] payload) {
        requireActive();
        return admission.admit(reports, topic, explicit(topic, partition), null, payload, sticky);
    }

    /** As {@link dev.rapporteur.ReportProducer#send(Report)} within a transaction. */
    public synchronized ReportId send(Report report) {
        requireActive();
        return admission.admit(reports, require(report), sticky);
    }

    /** As {@link dev.rapporteur.ReportProducer#send(Collection)} within a transaction. */
    public synchronized void send(Collection<Report> all) {
        requireActive();
        if (all == null) {
            throw new InvalidReportException(null, "the collection is null", "send an empty one to send nothing");
        }
        ReportWriter.Mark before = reports.mark();
        boolean admitted = false;
        try {
            for (Report report : all) {
                admission.admit(reports, require(report), sticky);
            }
            admitted = true;
        } finally {
            if (!admitted) {
                reports.truncate(before);
            }
        }
    }

    /**
     * Makes the reports durable and lets them go; for branches without an Xid.
     *
     * @throws BufferFullException if the journal has no room; nothing was kept
     * @throws NotAvailableException if the journal failed; the message says whether the reports may still go out
     */
    public synchronized void commit() {
        requireActive();
        try {
            if (reports.length() > 0) {
                requireDone(appendReports());
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
            if (reports.length() == 0) {
                return false;
            }
            Append append = table.append(new Frame.BranchPrepared(xid, reports.toBlock()));
            requireDone(append, xid);
            return true;
        } finally {
            end();
        }
    }

    synchronized void commitOnePhase(BranchXid xid) throws XAException {
        try {
            requireCommittable(xid);
            if (reports.length() > 0) {
                requireDone(appendReports(), xid);
            }
        } finally {
            end();
        }
    }

    private Append appendReports() {
        HaltPoint.BEFORE_ONE_PHASE.reached();
        Append append = table.append(new Frame.Reports(reports.toBlock()));
        if (append.await() == Append.Outcome.DONE) {
            HaltPoint.AFTER_ONE_PHASE.reached();
        }
        return append;
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
        if (state != State.ACTIVE) {
            throw new TransactionStateException("The transaction takes no more reports: "
                    + (state == State.ENDED
                            ? "it is over (committed, rolled back, or timed out). Begin a new one."
                            : "it is marked for rollback. Roll it back, then begin a new one."));
        }
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
        if (table.stopping()) {
            throw XAErrors.of(
                    XAException.XA_RBROLLBACK, "The report adapter is stopping; branch " + xid + " came too late");
        }
    }

    /** Nothing handed to the disk: rolled back. Handed over and not known durable: only the journal can tell later. */
    private static void requireDone(Append append, BranchXid xid) throws XAException {
        switch (append.await()) {
            case DONE -> {}
            case REFUSED ->
                throw XAErrors.of(XAException.XA_RBROLLBACK, "The journal refused branch " + xid, append.cause());
            case IN_DOUBT ->
                throw XAErrors.of(
                        XAException.XAER_RMFAIL,
                        "The journal failed while it wrote branch " + xid + "; what is on the disk decides",
                        append.cause());
        }
    }

    private static void requireDone(Append append) {
        Append.Outcome outcome = append.await();
        if (outcome == Append.Outcome.DONE) {
            return;
        }
        Throwable cause = append.cause();
        if (cause instanceof JournalFullException) {
            throw new BufferFullException("Nothing of the report was kept. " + cause.getMessage());
        }
        throw new NotAvailableException(
                outcome == Append.Outcome.REFUSED
                        ? "The journal is not open; nothing of the report was kept. Restart the adapter."
                        : "The journal failed while it wrote the report, which may or may not be sent once the adapter is "
                                + "restarted.",
                cause);
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
