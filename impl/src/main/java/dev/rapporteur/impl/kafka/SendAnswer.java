package dev.rapporteur.impl.kafka;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The client's answer to one send, given once: what it finds before it queues the record it says within the send itself; but a
 * send that throws may have queued the record before ({@code KafkaProducer.doSend} appends, and asks the transaction manager
 * then), and later the client fails that, too. Sent on one thread; answered on the client's, or within the send.
 */
abstract class SendAnswer implements Callback {

    private final Farewell farewell;
    private volatile @Nullable Thread sender;
    private @Nullable Exception failedWithinSend;
    private boolean answered;

    SendAnswer(Farewell farewell) {
        this.farewell = farewell;
    }

    /** The receipt: Kafka has it. */
    abstract void acknowledged(RecordMetadata metadata);

    /** The receipt: Kafka has not confirmed it. */
    abstract void failed(Exception failure);

    /**
     * Sends; never blocks.
     *
     * @return why the record was not taken: no receipt comes; null: one comes, or has come
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells all that the future would
    @Nullable
    Exception send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        sender = Thread.currentThread();
        Exception failure;
        try {
            producer.send(record, this);
            failure = failedWithinSend;
        } catch (KafkaException | IllegalStateException e) {
            failure = e;
        }
        return failure != null && claim() ? failure : null;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (Thread.currentThread() == sender) {
            failedWithinSend = failure;
            return;
        }
        farewell.noteReceiptThread();
        if (!claim()) {
            return;
        }
        if (failure != null) {
            failed(failure);
        } else if (metadata != null) {
            acknowledged(metadata);
        }
    }

    private synchronized boolean claim() {
        boolean first = !answered;
        answered = true;
        return first;
    }
}
