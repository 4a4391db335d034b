package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.BrokerLink;
import dev.rapporteur.impl.dispatch.SendFailure;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A link by the Java client's KafkaProducer.
 *
 * <p><b>Order</b>, as BrokerLink promises it, read in the client's source (4.3.1):
 *
 * <ul>
 *   <li>With one request in flight per connection the sender mutes a partition from the moment it drains a batch of it
 *       until the response has been handled, and a batch's receipts are called within that handling
 *       ({@code Sender.sendProducerData}, {@code failBatch}, {@code ProducerBatch.completeFutureAndFireCallbacks}). So at a
 *       failed receipt nothing behind that batch has left the accumulator.
 *   <li>{@code KafkaProducer.close(Duration.ZERO)} from a receipt doesn't join: it sets {@code forceClose} and ends
 *       {@code running}, both read before the sender's next drain. The rest of the present poll may still write requests
 *       drained earlier; none of them is of the failed partition, which is muted. Then the accumulator's batches are
 *       aborted: their receipts fail, in order.
 *   <li>A batch refused as too large is split, and its parts go back to the queue's head while the partition is muted.
 * </ul>
 *
 * <p>Idempotence alone would not do with more in flight: a broker that has no state yet of this producer for the
 * partition takes a batch with any sequence number ({@code ProducerAppendInfo.checkSequence}), so when the first batch
 * of a new link is refused, the second would overtake it. The price is measured in the benchmarks.
 */
final class KafkaBrokerLink implements BrokerLink {

    private final Producer<byte[], byte[]> producer;
    private final Principal principal;
    private final Farewell farewell;

    /**
     * Opens.
     *
     * @param ending told the thread that ends last, once the link is abandoned
     */
    KafkaBrokerLink(Map<String, Object> properties, Consumer<Thread> ending) {
        this.principal = Principal.of(properties);
        this.producer = OwnLoader.run(
                () -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
        this.farewell = new Farewell(producer, ending);
    }

    @Override
    public @Nullable SendFailure send(OutboundReport report, PartitionId to, Receipt receipt) {
        Exception failure = new Answer(report, to, receipt).send(producer, ReportRecord.of(report, to));
        return failure == null ? null : RefusalPolicy.notTaken(report, to, failure, principal);
    }

    @Override
    public void abandon() {
        farewell.say();
    }

    private final class Answer extends SendAnswer {

        private final OutboundReport report;
        private final PartitionId to;
        private final Receipt receipt;

        Answer(OutboundReport report, PartitionId to, Receipt receipt) {
            super(farewell);
            this.report = report;
            this.to = to;
            this.receipt = receipt;
        }

        @Override
        void acknowledged(RecordMetadata metadata) {
            report.confirmedAt(to, metadata.offset());
            receipt.acknowledged();
        }

        @Override
        void failed(Exception failure) {
            receipt.failed(RefusalPolicy.failed(report, to, failure, principal));
        }
    }
}
