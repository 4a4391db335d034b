package dev.rapporteur.impl.kafka;

import dev.rapporteur.ReportId;
import dev.rapporteur.impl.dispatch.BrokerLink;
import dev.rapporteur.impl.dispatch.SendFailure;
import dev.rapporteur.impl.outbound.OutboundReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
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
    private final Consumer<Thread> ending;
    private final AtomicBoolean abandoned = new AtomicBoolean();
    private volatile @Nullable Thread receiptThread;

    /**
     * Opens.
     *
     * @param ending told the thread that ends last, once the link is abandoned
     */
    KafkaBrokerLink(Map<String, Object> properties, Consumer<Thread> ending) {
        this.ending = ending;
        this.producer = OwnLoader.run(
                () -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells all that the future would
    public @Nullable SendFailure send(OutboundReport report, Receipt receipt) {
        Handing handing = new Handing(report, receipt, Thread.currentThread());
        try {
            producer.send(record(report), handing);
        } catch (KafkaException | IllegalStateException e) {
            return RefusalPolicy.notTaken(report, e);
        }
        return handing.notTaken == null ? null : RefusalPolicy.notTaken(report, handing.notTaken);
    }

    @Override
    public void abandon() {
        if (!abandoned.compareAndSet(false, true)) {
            return;
        }
        Thread here = Thread.currentThread();
        if (here == receiptThread) {
            producer.close(Duration.ZERO);
            ending.accept(here);
        } else {
            // From here the same call would wait for the client's thread, which may be waiting for a broker.
            Thread closer = new Thread(() -> producer.close(Duration.ZERO), "rapporteur-closing");
            closer.setDaemon(true);
            closer.setContextClassLoader(KafkaBrokerLink.class.getClassLoader());
            closer.start();
            ending.accept(closer);
        }
    }

    /** The client's answer to one send. What it finds before it queues the record, it says within the send itself. */
    private final class Handing implements Callback {

        private final OutboundReport report;
        private final Receipt receipt;
        private final Thread sender;
        private @Nullable Exception notTaken;

        Handing(OutboundReport report, Receipt receipt, Thread sender) {
            this.report = report;
            this.receipt = receipt;
            this.sender = sender;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (Thread.currentThread() == sender) {
                notTaken = failure;
                return;
            }
            receiptThread = Thread.currentThread();
            if (failure == null) {
                receipt.acknowledged();
            } else {
                receipt.failed(RefusalPolicy.failed(report, failure));
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> record(OutboundReport report) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                report.partition().topic(),
                report.partition().number(),
                report.timestampMs(),
                report.key(),
                report.payload());
        for (OutboundReport.Header header : report.headers()) {
            record.headers().add(header.name(), header.value());
        }
        record.headers().add(ReportId.HEADER, report.id().toString().getBytes(StandardCharsets.US_ASCII));
        return record;
    }
}
