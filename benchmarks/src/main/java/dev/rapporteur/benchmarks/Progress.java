package dev.rapporteur.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Writes and reads the marker of one journal: per partition the next sequence, with the cluster's id and the journal's
 * incarnation. For one thread.
 */
final class Progress {

    /** As long as cluster id and incarnation are. */
    private static final String ORIGIN = "5L6g3nShT-eMCtK--X86sw 3f1c8a52-94f1-4be1-9a0e-2f3d5c7b9e10";

    private static final Duration POLL = Duration.ofMillis(100);

    private final MarkerBed bed;
    private final MarkerKind kind;
    private final String journal;
    private final int broker;

    /**
     * Of one sender.
     *
     * @param journal names it; also the group
     * @param broker the broker that leads the sender's partitions
     */
    Progress(MarkerBed bed, MarkerKind kind, String journal, int broker) {
        this.bed = bed;
        this.kind = kind;
        this.journal = journal;
        this.broker = broker;
    }

    /** Within the producer's open transaction. */
    @SuppressWarnings({
        "FutureReturnValueIgnored", // the commit fails if one of them does
        "removal" // the constructor that does without a consumer
    })
    void write(KafkaProducer<byte[], byte[]> producer, String topic, Map<Integer, Long> next) {
        switch (kind) {
            case NONE -> {}
            case OFFSETS -> {
                Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                next.forEach((partition, sequence) ->
                        offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(sequence, ORIGIN)));
                producer.sendOffsetsToTransaction(offsets, new ConsumerGroupMetadata(journal));
            }
            case TOPIC, OWN_BROKER ->
                next.forEach((partition, sequence) -> producer.send(new ProducerRecord<>(
                        progressTopic(),
                        kind == MarkerKind.TOPIC ? 0 : broker - 1,
                        bytes(journal + "/" + topic + "/" + partition),
                        bytes(sequence + " " + ORIGIN))));
        }
    }

    /** Reads the marker with a client of its own; call it when nobody writes any more. @return for how many partitions */
    int read() throws Exception {
        return switch (kind) {
            case NONE -> 0;
            case OFFSETS -> readOffsets();
            case TOPIC, OWN_BROKER -> readTopic();
        };
    }

    private int readOffsets() throws InterruptedException, ExecutionException {
        try (Admin admin = bed.kafka().admin()) {
            return admin.listConsumerGroupOffsets(journal, new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .size();
        }
    }

    private int readTopic() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bed.kafka().bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        // A hung broker may be asked first.
                        "request.timeout.ms",
                        "5000",
                        // Closing waits for a fetch that waits for more.
                        "fetch.max.wait.ms",
                        "10"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(progressTopic()).stream()
                    .map(partition -> new TopicPartition(progressTopic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<String, byte[]> markers = new HashMap<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> marker : consumer.poll(POLL)) {
                    String key = new String(marker.key(), StandardCharsets.UTF_8);
                    if (key.startsWith(journal + "/")) {
                        markers.put(key, marker.value());
                    }
                }
            }
            return markers.size();
        }
    }

    private String progressTopic() {
        return kind == MarkerKind.TOPIC ? MarkerBed.PROGRESS : MarkerBed.OWN_PROGRESS;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
