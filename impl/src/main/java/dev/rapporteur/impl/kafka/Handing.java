package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.BrokerLink;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The client's answer to one send within a transaction, given once: a send that throws may have queued the record before, and then
 * the client fails that, too. Made on the sending thread; answered on the client's, or within the send.
 */
abstract class Handing implements Callback {

    final OpenTransaction transaction;
    private final Farewell farewell;
    private final Thread sender = Thread.currentThread();
    private @Nullable Exception failedWithinSend;
    private boolean answered;

    private Handing(OpenTransaction transaction, Farewell farewell) {
        this.transaction = transaction;
        this.farewell = farewell;
    }

    static Handing of(
            OutboundReport report, BrokerLink.Receipt receipt, OpenTransaction transaction, Farewell farewell) {
        return new OfReport(report, receipt, transaction, farewell);
    }

    static Handing ofMarker(PartitionId partition, OpenTransaction transaction, Farewell farewell) {
        return new OfMarker(partition, transaction, farewell);
    }

    abstract void acknowledged(RecordMetadata metadata);

    abstract void failed(Exception failure);

    /** What the client said within the send; null if it took the record. */
    @Nullable
    Exception failedWithinSend() {
        return failedWithinSend;
    }

    /**
     * The send has failed, which spoils the transaction.
     *
     * @return whether it is the sender that is told; else a receipt has come meanwhile
     */
    boolean notTaken(Exception failure) {
        boolean first = answer();
        if (first) {
            boolean unused = transaction.spoil(KafkaLinks.text(failure), failure);
        }
        return first;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (Thread.currentThread() == sender) {
            failedWithinSend = failure;
            return;
        }
        farewell.isReceiptThread();
        if (!answer()) {
            return;
        }
        if (failure != null) {
            failed(failure);
        } else if (metadata != null) {
            acknowledged(metadata);
        }
    }

    private synchronized boolean answer() {
        boolean first = !answered;
        answered = true;
        return first;
    }

    private static final class OfReport extends Handing {

        private final OutboundReport report;
        private final BrokerLink.Receipt receipt;

        OfReport(OutboundReport report, BrokerLink.Receipt receipt, OpenTransaction transaction, Farewell farewell) {
            super(transaction, farewell);
            this.report = report;
            this.receipt = receipt;
        }

        @Override
        void acknowledged(RecordMetadata metadata) {
            if (metadata.hasOffset()) {
                transaction.acknowledged(report.partition(), metadata.offset());
            }
            receipt.acknowledged();
        }

        @Override
        void failed(Exception failure) {
            receipt.failed(transaction.failed(report, failure));
        }
    }

    private static final class OfMarker extends Handing {

        private final PartitionId partition;

        OfMarker(PartitionId partition, OpenTransaction transaction, Farewell farewell) {
            super(transaction, farewell);
            this.partition = partition;
        }

        @Override
        void acknowledged(RecordMetadata metadata) {}

        @Override
        void failed(Exception failure) {
            boolean unused = transaction.spoil(
                    "The marker of " + partition + " is refused by the progress topic: " + KafkaLinks.text(failure),
                    failure);
        }
    }
}
