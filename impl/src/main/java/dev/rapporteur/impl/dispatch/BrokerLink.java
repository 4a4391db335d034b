package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import org.jspecify.annotations.Nullable;

/**
 * A producer to Kafka: idempotent, acks=all, at most one batch of a partition on its way. Used by one dispatcher's thread;
 * its receipts come on a thread of its own.
 *
 * <p>Its promise on order: reports of a partition reach Kafka in the order of the sends, and when one of them fails,
 * none that was sent after it has reached Kafka or will, if the link is abandoned within that receipt.
 */
public interface BrokerLink {

    /** What became of one report that the link took. Called once, on the link's own thread; must not block. */
    interface Receipt {

        /** Kafka has it, on all in-sync replicas. In the order of the sends, partition by partition. */
        void acknowledged();

        /** Kafka has not confirmed it. {@link BrokerLink#abandon()} may be called within this call. */
        void failed(SendFailure failure);
    }

    /** Makes links. */
    interface Factory {

        /**
         * A new link; does not wait for Kafka.
         *
         * @param broker the id of the broker whose partitions it is to carry: for its name only, it carries any
         * @throws NotOpenedException if none can be made now, as while no broker's name resolves
         */
        BrokerLink open(int broker) throws NotOpenedException;
    }

    /** No link can be made now; an outage like a lost link, tried again after a pause. */
    final class NotOpenedException extends Exception {

        private static final long serialVersionUID = 1L;

        /** With a sentence for operators. */
        public NotOpenedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Hands a report over; never blocks.
     *
     * @param to the partition that takes it: mostly its own
     * @return null if the link took the report: the receipt follows. Else why not; then nothing of it was kept, and no
     *     receipt comes.
     */
    @Nullable
    SendFailure send(OutboundReport report, PartitionId to, Receipt receipt);

    /**
     * Gives up; returns at once, and within a receipt it has taken effect when it returns: nothing that is not on the wire
     * yet is sent any more. Each receipt still due fails soon after. Again, it does nothing.
     */
    void abandon();
}
