package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.relay.DurableProducer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The limit: the same records by a bare idempotent KafkaProducer, from the first send until all are confirmed. */
final class RawProducerTrial implements Trial {

    private final String bootstrapServers;
    private final List<String> topics;
    private final String compression;
    private final Payloads payloads;
    private final int records;

    RawProducerTrial(String bootstrapServers, List<String> topics, String compression, Payloads payloads, int records) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.compression = compression;
        this.payloads = payloads;
        this.records = records;
    }

    static String name(String compression, Payloads payloads) {
        return "KafkaProducer, " + payloads.label() + ", " + compression;
    }

    @Override
    public String name() {
        return name(compression, payloads);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // flush waits for all, and failures are counted
    public double figure() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                DurableProducer.settings(bootstrapServers, Map.of("compression.type", compression)),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            topics.forEach(producer::partitionsFor);
            LongAdder failed = new LongAdder();
            long start = System.nanoTime();
            for (int i = 0; i < records; i++) {
                byte[] key = ("key-" + i).getBytes(StandardCharsets.UTF_8);
                String topic = topics.get(i % topics.size());
                producer.send(new ProducerRecord<>(topic, key, payloads.of(i)), (metadata, failure) -> {
                    if (failure != null) {
                        failed.increment();
                    }
                });
            }
            producer.flush();
            double rate = records * 1e9 / (System.nanoTime() - start);
            if (failed.sum() > 0) {
                throw new IllegalStateException(failed + " records failed");
            }
            return rate;
        }
    }
}
