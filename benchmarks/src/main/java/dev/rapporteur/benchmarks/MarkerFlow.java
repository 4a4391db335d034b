package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A sender with a steady small load: each 200 ms a transaction with a record for each partition that a broker leads. It notes
 * when each transaction was committed; after a failure it goes on with a new producer of the same id. A thread of its own.
 */
final class MarkerFlow implements AutoCloseable {

    /** It is a daemon: what a client waits for longer ends with the process. */
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(1);

    private static final long REST_NANOS = Duration.ofMillis(200).toNanos();
    private static final int PAYLOAD_BYTES = 1024;

    private final MarkerBed bed;
    private final Plan plan;
    private final List<Integer> partitions;
    private final Progress progress;
    private final ConcurrentSkipListSet<Long> committed = new ConcurrentSkipListSet<>();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable KafkaProducer<byte[], byte[]> producer;

    /**
     * What a flow does.
     *
     * @param name as a table's row names it
     * @param topic where its records go
     * @param leader the broker that leads their partitions
     * @param kind of its marker; none is a plain idempotent producer that flushes
     * @param journal the marker's name, and the group's
     * @param markerBroker for a progress topic the broker that leads the marker's partition
     * @param transactionalId of its producers
     * @param requestTimeout the client's
     */
    record Plan(
            String name,
            String topic,
            int leader,
            MarkerKind kind,
            String journal,
            int markerBroker,
            String transactionalId,
            Duration requestTimeout) {}

    /** Starts it. */
    MarkerFlow(MarkerBed bed, Plan plan) {
        this.bed = bed;
        this.plan = plan;
        this.partitions = bed.partitionsOf(plan.leader());
        this.progress = new Progress(bed, plan.kind(), plan.journal(), plan.markerBroker());
        this.thread = new Thread(this::run, "marker-flow " + plan.name());
        thread.setDaemon(true);
        thread.start();
    }

    Plan plan() {
        return plan;
    }

    /** How many transactions were committed. */
    int count() {
        return committed.size();
    }

    /** The longest time without a commit between two moments of {@link System#nanoTime()}. */
    Duration longestGap(long from, long to) {
        NavigableMap<Long, Long> gaps = new TreeMap<>();
        Long before = Objects.requireNonNullElse(committed.floor(from), from);
        for (long commit : committed.subSet(from, to)) {
            gaps.put(commit - before, before);
            before = commit;
        }
        gaps.put(to - before, before);
        return Duration.ofNanos(gaps.lastKey());
    }

    /** The simple names of what failed, and how often. */
    Map<String, Integer> failures() {
        return new TreeMap<>(failures);
    }

    /** Ends its producer without waiting for anything; it makes no other. */
    void abandon() {
        stopped = true;
        closeProducer();
    }

    /** Ends it. */
    @Override
    public void close() {
        abandon();
        try {
            thread.join(ENDS_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long number = 0;
        while (!stopped) {
            try {
                KafkaProducer<byte[], byte[]> open = producer;
                if (open == null) {
                    open = open();
                }
                transaction(open, ++number);
                committed.add(System.nanoTime());
            } catch (KafkaException | IllegalStateException e) {
                failures.merge(e.getClass().getSimpleName(), 1, Integer::sum);
                closeProducer();
                producer = null;
            }
        }
        closeProducer();
    }

    private KafkaProducer<byte[], byte[]> open() {
        Map<String, Object> settings =
                Map.of("request.timeout.ms", (int) plan.requestTimeout().toMillis());
        KafkaProducer<byte[], byte[]> made = plan.kind().transactional()
                ? bed.producer(plan.transactionalId(), settings)
                : bed.plainProducer(settings);
        producer = made;
        if (stopped) {
            throw new IllegalStateException("Abandoned meanwhile");
        }
        if (plan.kind().transactional()) {
            made.initTransactions();
        }
        return made;
    }

    /** Stays open while it rests, so that trouble most often finds it so. */
    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if one of them does
    private void transaction(KafkaProducer<byte[], byte[]> producer, long number) {
        boolean transactional = plan.kind().transactional();
        if (transactional) {
            producer.beginTransaction();
        }
        Map<Integer, Long> next = new TreeMap<>();
        for (int partition : partitions) {
            producer.send(new ProducerRecord<>(plan.topic(), partition, null, new byte[PAYLOAD_BYTES]));
            next.put(partition, number);
        }
        LockSupport.parkNanos(REST_NANOS);
        if (transactional) {
            progress.write(producer, plan.topic(), next);
            producer.commitTransaction();
        } else {
            producer.flush();
        }
    }

    private void closeProducer() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}
