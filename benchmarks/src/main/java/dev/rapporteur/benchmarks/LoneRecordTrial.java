package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * One record in a transaction of its own, closed at once, now and then: the median time from sending until a reader of committed
 * records has it, in microseconds. What closing took alone can be asked for afterwards.
 */
final class LoneRecordTrial implements Trial {

    private static final int PAYLOAD_BYTES = 1024;
    private static final long REST_NANOS = Duration.ofMillis(50).toNanos();
    private static final Duration POLL = Duration.ofMillis(100);
    private static final double NANOS_PER_MICRO = 1e3;

    private final MarkerBed bed;
    private final MarkerKind kind;
    private final int records;
    private final int partition;
    private final String transactionalId;
    private final Progress progress;
    private final List<Long> closings = new ArrayList<>();

    LoneRecordTrial(MarkerBed bed, MarkerKind kind, int records) {
        this.bed = bed;
        this.kind = kind;
        this.records = records;
        this.partition = bed.partitionsOf(1).get(0);
        this.transactionalId = bed.transactionalIdAt(1);
        this.progress = new Progress(bed, kind, bed.groupAt(1), 1);
    }

    static String name(MarkerKind kind) {
        return kind.label() + ": sent to readable";
    }

    @Override
    public String name() {
        return name(kind);
    }

    /** The median time of closing in the run before, in microseconds. */
    Trial closing() {
        return Trial.of(closingName(kind), () -> median(closings));
    }

    static String closingName(MarkerKind kind) {
        return kind.label() + ": of that, closing";
    }

    @Override
    public double figure() throws Exception {
        closings.clear();
        BlockingQueue<Long> readable = new LinkedBlockingQueue<>();
        List<Long> times = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = kind.transactional()
                ? bed.producer(transactionalId, Map.of("linger.ms", "0"))
                : bed.plainProducer(Map.of("linger.ms", "0"))) {
            if (kind.transactional()) {
                producer.initTransactions();
            }
            producer.partitionsFor(MarkerBed.DATA);
            FutureTask<Void> reader = new FutureTask<>(() -> read(readable));
            new Thread(reader, "marker-reader").start();
            if (readable.take() != 0) {
                throw new IllegalStateException("A record before the first");
            }
            for (int i = 0; i < records; i++) {
                LockSupport.parkNanos(REST_NANOS);
                long start = System.nanoTime();
                send(producer, i);
                Long arrived = readable.poll(30, TimeUnit.SECONDS);
                if (arrived == null) {
                    reader.cancel(true);
                    throw new IllegalStateException("Record " + i + " did not arrive");
                }
                times.add(arrived - start);
            }
            reader.get();
        }
        return median(times);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what does not arrive fails the trial
    private void send(KafkaProducer<byte[], byte[]> producer, long number) {
        if (kind.transactional()) {
            producer.beginTransaction();
        }
        producer.send(new ProducerRecord<>(MarkerBed.DATA, partition, null, new byte[PAYLOAD_BYTES]));
        if (kind.transactional()) {
            long closing = System.nanoTime();
            progress.write(producer, MarkerBed.DATA, Map.of(partition, number));
            producer.commitTransaction();
            closings.add(System.nanoTime() - closing);
        }
    }

    private Void read(BlockingQueue<Long> readable) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bed.kafka().bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition read = new TopicPartition(MarkerBed.DATA, partition);
            consumer.assign(List.of(read));
            consumer.seekToEnd(List.of(read));
            consumer.position(read);
            readable.add(0L);
            int seen = 0;
            while (seen < records) {
                int count = consumer.poll(POLL).count();
                for (int i = 0; i < count; i++) {
                    readable.add(System.nanoTime());
                }
                seen += count;
            }
            return null;
        }
    }

    private static double median(List<Long> nanos) {
        return nanos.stream().sorted().toList().get(nanos.size() / 2) / NANOS_PER_MICRO;
    }
}
