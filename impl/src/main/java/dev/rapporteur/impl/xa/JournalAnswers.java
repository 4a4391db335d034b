package dev.rapporteur.impl.xa;

import dev.rapporteur.BufferFullException;
import dev.rapporteur.InDoubtException;
import dev.rapporteur.NotAvailableException;
import dev.rapporteur.impl.journal.Append;
import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.JournalFullException;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/** What the journal's answer to reports means to those who handed them over. */
final class JournalAnswers {

    private JournalAnswers() {}

    /** Nothing handed to the disk: rolled back. Handed over and not known durable: only the journal can tell later. */
    static void requireVoted(Append append, BranchXid xid) throws XAException {
        switch (append.await()) {
            case DONE -> {}
            case REFUSED ->
                throw XAErrors.of(XAException.XA_RBROLLBACK, "The journal refused branch " + xid, append.cause());
            case IN_DOUBT ->
                throw XAErrors.of(
                        XAException.XAER_RMFAIL,
                        (append.cause() == null
                                        ? "The journal has not answered for two minutes about"
                                        : "The journal failed at")
                                + " branch " + xid + "; what is on the disk decides",
                        append.cause());
        }
    }

    /**
     * For branches without an Xid.
     *
     * @throws BufferFullException if the journal has no room; nothing was kept
     * @throws NotAvailableException if the journal is not open; nothing was kept
     * @throws InDoubtException if it failed in the middle
     */
    static void requireCommitted(Append append) {
        switch (append.await()) {
            case DONE -> {}
            case REFUSED -> throw refusal(append.cause());
            case IN_DOUBT ->
                throw new InDoubtException(
                        append.cause() == null
                                ? "The journal has not answered for two minutes: the report may or may not be sent. "
                                        + "Check its disk."
                                : "The journal failed while it wrote the report, which may or may not be sent once it "
                                        + "is open again.",
                        append.cause());
        }
    }

    /**
     * For a branch that a database decides, whose transaction rolls back if this throws.
     *
     * @throws BufferFullException if the journal has no room
     * @throws NotAvailableException if the journal is not open, failed, or does not answer
     */
    static void requirePending(Append append) {
        switch (append.await()) {
            case DONE -> {}
            case REFUSED -> throw refusal(append.cause());
            case IN_DOUBT ->
                throw new NotAvailableException(
                        append.cause() == null
                                ? "The journal has not answered for two minutes; the transaction rolls back, and nothing"
                                        + " of it is sent. Check the journal's disk."
                                : "The journal failed; the transaction rolls back, and nothing of it is sent. The journal is"
                                        + " opened again by itself.",
                        append.cause());
        }
    }

    /**
     * For a part of a branch that is at work: it has lost nothing if this throws.
     *
     * @throws BufferFullException if the journal has no room
     * @throws NotAvailableException if the journal is not open, failed, or does not answer
     */
    static void requirePartTaken(Append append) {
        switch (append.await()) {
            case DONE -> {}
            case REFUSED -> throw refusal(append.cause());
            case IN_DOUBT ->
                throw new NotAvailableException(
                        append.cause() == null
                                ? "The journal has not answered for two minutes; the report was not kept. Roll back, "
                                        + "and check the journal's disk."
                                : "The journal failed; the report was not kept. It is opened again by itself.",
                        append.cause());
        }
    }

    private static RuntimeException refusal(@Nullable Throwable cause) {
        return cause instanceof JournalFullException
                ? new BufferFullException("Nothing of the report was kept. " + cause.getMessage())
                : new NotAvailableException(
                        "The journal is not open; nothing of the report was kept. If it has failed it is opened again "
                                + "by itself; if the adapter is stopped, start it.",
                        cause);
    }
}
