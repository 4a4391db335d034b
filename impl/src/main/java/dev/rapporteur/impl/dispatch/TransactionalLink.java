package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A producer of one transactional id: what it sends becomes readable with the markers beside it, all or nothing. Of one
 * dispatcher's thread; its receipts come on a thread of its own. No call waits for Kafka: what takes time says PENDING, and is
 * asked again by the same call, every few milliseconds.
 *
 * <pre>
 * state       legal                        goes to
 * NEW         initialise                   READY      when that says DONE: former producers of the id are fenced
 * READY       begin                        OPEN
 * OPEN        send, mark, commit           COMMITTING by the first commit that finds all acknowledged
 * COMMITTING  commit                       READY      when that says DONE
 * any         abandon, leave               LOST       by these, or when something has failed
 * LOST        all: they say that it is lost
 * </pre>
 *
 * {@code state}, {@code trouble}, {@code outcome}, {@code starts} and {@code ends} may be asked in every state. Any other call is an
 * IllegalStateException.
 *
 * <p><b>Order.</b> In a transaction that commits, reports of a partition stand in the order of the sends, each once. When one
 * fails, the transaction can't commit any more; so the failure needs no answer within its receipt.
 *
 * <p><b>What a lost one leaves behind</b>: a transaction that is open until the id's next producer has initialised, or the
 * transaction's timeout is over.
 */
public interface TransactionalLink {

    /** Whether what was asked for is done. */
    enum Step {
        /** Not yet: ask again. */
        PENDING,
        /** It is done. */
        DONE
    }

    /** Where it is. */
    enum State {
        /** Made. */
        NEW,
        /** Between transactions. */
        READY,
        /** A transaction takes reports. */
        OPEN,
        /** A transaction's commit is under way. */
        COMMITTING,
        /** It is of no use any more. */
        LOST
    }

    /** What is known of the transaction that was open when a link was lost. */
    enum Outcome {
        /** It is not committed, and will not be: once the next producer of the id has initialised, all of it is void. */
        NOT_COMMITTED,
        /** Its commit was under way: only the marker says what came of it. */
        UNKNOWN
    }

    /** What is the cure. */
    enum Cure {
        /** A new link with the same id, after a pause. */
        ANEW,
        /**
         * The same, but somebody has ended this producer: another one with this id, or the coordinator, whose timeout has passed.
         * When it comes again and again, the journal runs twice.
         */
        FENCED,
        /** An operator: permissions, logins or settings of the cluster. Tried again after a pause. */
        OPERATOR
    }

    /** The link is lost, and with it the transaction. */
    final class LostException extends Exception {

        private static final long serialVersionUID = 1L;

        private final Outcome outcome;
        private final Cure cure;

        /** With a sentence for operators. */
        public LostException(Outcome outcome, Cure cure, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.outcome = outcome;
            this.cure = cure;
        }

        /** What became of the transaction. */
        public Outcome outcome() {
            return outcome;
        }

        /** What to do. */
        public Cure cure() {
            return cure;
        }
    }

    /** Makes links. */
    interface Factory {

        /**
         * A new link; waits for nothing but the resolving of its brokers' names.
         *
         * @throws BrokerLink.NotOpenedException if none can be made now
         */
        TransactionalLink open(String transactionalId) throws BrokerLink.NotOpenedException;
    }

    /** Fences the id's former producers, which aborts what they have open; and learns where markers go. */
    Step initialise() throws LostException;

    /** Begins a transaction; asks nobody. */
    void begin() throws LostException;

    /**
     * Hands a report over, as {@link BrokerLink#send}. NOT_YET leaves the transaction as it was; what is refused may have cost the
     * link, which {@link #state} tells. The receipt's failures: REFUSED for reports of the one partition that spoilt the
     * transaction, LINK_LOST for the others.
     *
     * @param to the partition that takes it: mostly its own; in one transaction, reports of no two partitions go to the same one
     * @return null if the link took the report: the receipt follows. Else why not, and no receipt comes
     */
    @Nullable
    SendFailure send(OutboundReport report, PartitionId to, BrokerLink.Receipt receipt);

    /**
     * Hands a partition's marker over. It has no receipt: if it fails, the commit does.
     *
     * @param progressPartition the progress topic's partition that it goes to
     * @return null if the link took it; else as {@link #send}
     */
    @Nullable
    SendFailure mark(PartitionId partition, Marker marker, int progressPartition);

    /**
     * Commits, when all that was handed over is acknowledged; PENDING until then. When it says DONE, every receipt has come, all
     * acknowledged. A transaction without a send is done at once.
     *
     * @throws LostException if it failed; a receipt's failure stands in its message
     */
    Step commit() throws LostException;

    /** As {@link #ends}, the offset of the first report. */
    Map<PartitionId, Long> starts();

    /**
     * Of the open or else the last transaction: for each partition, by where its reports stand, not where they go, the offset
     * behind its last acknowledged report. Complete after the commit; a partition may be missing when Kafka did not say.
     */
    Map<PartitionId, Long> ends();

    /** Where it is; LOST as soon as a receipt has failed. */
    State state();

    /** Why it is lost, as a sentence; null if it is not. */
    @Nullable
    String trouble();

    /**
     * After a loss: what became of its last transaction. An unknown one may become known as not committed when receipts fail
     * later, never otherwise.
     */
    Outcome outcome();

    /**
     * Gives up; returns at once, from any thread. Each receipt still due fails soon after, except what Kafka still confirms. If a
     * commit was under way, it may yet take effect. Again, it does nothing.
     */
    void abandon();

    /**
     * As {@link #abandon}, but an open transaction is aborted if Kafka answers within a second, so that readers need not wait until
     * its time is over; a commit that is under way goes on as long.
     */
    void leave();
}
