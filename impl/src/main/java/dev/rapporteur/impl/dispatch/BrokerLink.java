package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;

/**
 * A producer to Kafka: idempotent, acks=all, order kept per partition. Used by one dispatcher; its callbacks come on its
 * own thread.
 */
public interface BrokerLink extends AutoCloseable {

    /** What became of one report. Called once for each, on the link's own thread; must not block. */
    interface Receipt {

        /** Kafka has it, by all in-sync replicas. */
        void acknowledged();

        /** Kafka has not confirmed it. Within this call the dispatcher may {@link BrokerLink#abandon()} the link. */
        void failed(SendFailure failure);
    }

    /** Makes links. */
    interface Factory {

        /** A new link; does not wait for Kafka. */
        BrokerLink open();
    }

    /** Hands a report over. May block only as long as the client's bounded metadata wait. */
    void send(OutboundReport report, Receipt receipt);

    /**
     * Gives up at once, also from within a receipt: nothing that is not on the wire yet is sent any more, and each receipt
     * still due fails.
     */
    void abandon();

    /** Abandons, and waits (bounded) until the link's threads have ended. */
    @Override
    void close();
}
