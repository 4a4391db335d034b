package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.BrokerLink;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Answers to the sends of one transaction, which the transaction is told of. */
final class TransactionAnswer {

    private TransactionAnswer() {}

    /** To a report's. */
    static SendAnswer of(
            OutboundReport report,
            PartitionId to,
            BrokerLink.Receipt receipt,
            OpenTransaction transaction,
            Farewell farewell) {
        return new SendAnswer(farewell) {
            @Override
            void acknowledged(RecordMetadata metadata) {
                if (metadata.hasOffset()) {
                    transaction.acknowledged(report.partition(), metadata.offset());
                }
                report.confirmedAt(to, metadata.offset());
                transaction.acknowledged();
                receipt.acknowledged();
            }

            @Override
            void failed(Exception failure) {
                receipt.failed(transaction.failed(report, to, failure));
            }
        };
    }

    /** To a marker's, which has no receipt: when it fails, so does the commit. */
    static SendAnswer ofMarker(PartitionId partition, OpenTransaction transaction, Farewell farewell) {
        return new SendAnswer(farewell) {
            @Override
            void acknowledged(RecordMetadata metadata) {
                transaction.acknowledged();
            }

            @Override
            void failed(Exception failure) {
                transaction.markerFailed(partition, failure);
            }
        };
    }
}
