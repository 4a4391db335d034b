package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records of 1 KiB to 12 partitions, by a producer for each broker, from the first send until all are committed. A transaction
 * ends after 100 ms or 10,000 records. What the closing of a transaction took can be asked for afterwards.
 */
final class MarkerRateTrial implements Trial {

    private static final int PAYLOAD_BYTES = 1024;
    private static final int TRANSACTION_RECORDS = 10_000;
    private static final long TRANSACTION_NANOS = Duration.ofMillis(100).toNanos();
    private static final double NANOS_PER_MICRO = 1e3;

    private final MarkerBed bed;
    private final MarkerKind kind;
    private final Duration time;
    private final List<Sender> senders = new ArrayList<>();

    MarkerRateTrial(MarkerBed bed, MarkerKind kind, Duration time) {
        this.bed = bed;
        this.kind = kind;
        this.time = time;
        String journal = bed.groupAt(1);
        for (int broker = 1; broker <= bed.brokers(); broker++) {
            senders.add(new Sender(broker, bed.transactionalIdAt(broker), journal));
        }
    }

    @Override
    public String name() {
        return kind.label();
    }

    /** How long closing took in the run before, at a share of all closings; in microseconds. */
    Trial closing(double share) {
        return Trial.of(closingName(kind, share), () -> {
            List<Long> closings = senders.stream()
                    .flatMap(sender -> sender.closings.stream())
                    .sorted()
                    .toList();
            return closings.get((int) (share * (closings.size() - 1))) / NANOS_PER_MICRO;
        });
    }

    static String closingName(MarkerKind kind, double share) {
        return kind.label() + ": closing, p" + Math.round(share * 100);
    }

    @Override
    public double figure() throws Exception {
        long start = System.nanoTime();
        List<FutureTask<Long>> tasks = senders.stream().map(FutureTask::new).toList();
        tasks.forEach(task -> new Thread(task, "marker-sender").start());
        long sent = 0;
        for (FutureTask<Long> task : tasks) {
            sent += task.get();
        }
        return sent * 1e9 / (System.nanoTime() - start);
    }

    /** What one broker's producer does. */
    private final class Sender implements Callable<Long> {

        private final List<Integer> partitions;
        private final String transactionalId;
        private final Progress progress;
        private final List<Long> closings = new ArrayList<>();
        private final LongAdder failed = new LongAdder();
        private long sent;

        Sender(int broker, String transactionalId, String journal) {
            this.partitions = bed.partitionsOf(broker);
            this.transactionalId = transactionalId;
            this.progress = new Progress(bed, kind, journal, broker);
        }

        @Override
        public Long call() {
            sent = 0;
            closings.clear();
            failed.reset();
            try (KafkaProducer<byte[], byte[]> producer =
                    kind.transactional() ? bed.producer(transactionalId, Map.of()) : bed.plainProducer(Map.of())) {
                if (kind.transactional()) {
                    producer.initTransactions();
                }
                long end = System.nanoTime() + time.toNanos();
                while (System.nanoTime() < end) {
                    transaction(producer);
                }
                producer.flush();
            }
            if (failed.sum() > 0) {
                throw new IllegalStateException(failed + " records failed");
            }
            return sent;
        }

        @SuppressWarnings("FutureReturnValueIgnored") // failures are counted
        private void transaction(KafkaProducer<byte[], byte[]> producer) {
            if (kind.transactional()) {
                producer.beginTransaction();
            }
            long start = System.nanoTime();
            int records = 0;
            while (records < TRANSACTION_RECORDS && System.nanoTime() - start < TRANSACTION_NANOS) {
                int partition = partitions.get((int) (sent % partitions.size()));
                producer.send(
                        new ProducerRecord<>(MarkerBed.DATA, partition, null, new byte[PAYLOAD_BYTES]),
                        (metadata, failure) -> {
                            if (failure != null) {
                                failed.increment();
                            }
                        });
                records++;
                sent++;
            }
            long closing = System.nanoTime();
            if (kind.transactional()) {
                Map<Integer, Long> next = new TreeMap<>();
                partitions.forEach(partition -> next.put(partition, sent));
                progress.write(producer, MarkerBed.DATA, next);
                producer.commitTransaction();
            }
            closings.add(System.nanoTime() - closing);
        }
    }
}
