package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.xa.ReportXAResource;
import jakarta.transaction.TransactionManager;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A way to bring one record to Kafka that is compared with others. For one thread. */
interface Way {

    /** As a table's row names it. */
    String name();

    /** Its topic. */
    String topic();

    /** Sends one record, and commits where there are transactions; does not wait for Kafka. */
    void send(int partition, byte[] payload) throws Exception;

    /** By an engine, each in a transaction of its own. */
    static Way of(String name, TransactionManager transactions, Engine engine, String topic) {
        ReportXAResource resource = engine.newXAResource();
        return new Named(name, topic, (partition, payload) -> {
            transactions.begin();
            transactions.getTransaction().enlistResource(resource);
            Objects.requireNonNull(resource.branch()).sendTo(topic, partition, payload);
            transactions.commit();
        });
    }

    /** By a bare producer. What does not arrive is seen by the reader. */
    static Way of(String name, KafkaProducer<byte[], byte[]> producer, String topic) {
        return new Named(name, topic, (partition, payload) -> {
            var unused = producer.send(new ProducerRecord<>(topic, partition, null, payload));
        });
    }

    /** What a way does. */
    @FunctionalInterface
    interface Sending {

        void send(int partition, byte[] payload) throws Exception;
    }

    /** One with a name. */
    record Named(String name, String topic, Sending sending) implements Way {

        @Override
        public void send(int partition, byte[] payload) throws Exception {
            sending.send(partition, payload);
        }
    }
}
