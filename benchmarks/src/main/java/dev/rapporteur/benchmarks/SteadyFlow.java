package dev.rapporteur.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A hundred records of 1 KiB a second, to the partitions in turn, and a reader of committed records who notes when each came. Two
 * threads of its own; what it noted is for whoever has closed it.
 */
final class SteadyFlow implements AutoCloseable {

    /** How many it sends. */
    static final int A_SECOND = 100;

    /** How long it is from one to the next. */
    static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos() / A_SECOND;

    private static final int PAYLOAD_BYTES = 1024;
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(3);

    /** A record that came; moments of {@link System#nanoTime()}. */
    record Arrival(int partition, long sent, long came) {

        long delay() {
            return came - sent;
        }
    }

    /**
     * A time in which nothing came; moments of {@link System#nanoTime()}.
     *
     * @param lastSent when what had come last was sent: all that was sent after it, until the end, waited
     */
    record Gap(long from, long lastSent, long to) {

        Duration length() {
            return Duration.ofNanos(to - from);
        }

        boolean heldUp(Arrival arrival) {
            return arrival.sent() > lastSent && arrival.sent() <= to;
        }

        private Gap longer(Gap other) {
            return other.to - other.from > to - from ? other : this;
        }
    }

    private final Way way;
    private final String bootstrapServers;
    private final List<Arrival> arrivals = new ArrayList<>();
    private final FutureTask<Long> sender;
    private final FutureTask<Void> reader;
    private volatile long sent = Long.MAX_VALUE;
    private final CountDownLatch reading = new CountDownLatch(1);
    private volatile boolean stopped;

    /** Starts it; returns when the reader reads. */
    SteadyFlow(Way way, String bootstrapServers, long records) throws InterruptedException {
        this.way = way;
        this.bootstrapServers = bootstrapServers;
        this.sender = new FutureTask<>(() -> send(records));
        this.reader = new FutureTask<>(this::read);
        start(reader, "reader of " + way.name());
        reading.await(); // or it has failed, which join tells
        start(sender, "sender of " + way.name());
    }

    private static void start(FutureTask<?> task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    Way way() {
        return way;
    }

    /** Waits until all that was to be sent has come. */
    void join() throws Exception {
        sent = sender.get(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS);
        reader.get(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }

    /** Sends nothing more, and waits until all that was sent has come. */
    void finish() throws Exception {
        stopped = true;
        join();
    }

    /** Ends its threads as soon as may be, whatever has come. */
    @Override
    public void close() {
        stopped = true;
        sent = 0;
    }

    /** All that came, in the order in which it did. */
    List<Arrival> arrivals() {
        return arrivals;
    }

    /** All that came of a partition, in that order. */
    List<Arrival> arrivals(int partition) {
        return arrivals.stream()
                .filter(arrival -> arrival.partition() == partition)
                .toList();
    }

    /** The longest time in which a reader got nothing new of the partition, between two moments. */
    Gap longestGap(int partition, long from, long to) {
        Gap longest = new Gap(from, from, from);
        long before = from;
        long lastSent = from;
        for (Arrival arrival : arrivals(partition)) {
            if (arrival.came() >= from && arrival.came() <= to) {
                longest = longest.longer(new Gap(before, lastSent, arrival.came()));
                before = arrival.came();
                lastSent = arrival.sent();
            }
        }
        return longest.longer(new Gap(before, lastSent, to));
    }

    private long send(long records) throws Exception {
        byte[] payload = new byte[PAYLOAD_BYTES];
        long next = System.nanoTime();
        long done = 0;
        while (done < records && !stopped) {
            ByteBuffer.wrap(payload).putLong(System.nanoTime());
            way.send((int) (done % MarkerBed.PARTITIONS), payload.clone());
            done++;
            next += EVERY_NANOS;
            LockSupport.parkNanos(next - System.nanoTime());
        }
        return done;
    }

    private Void read() {
        try (CommittedReader reader = new CommittedReader(bootstrapServers, way.topic())) {
            reading.countDown();
            while (arrivals.size() < sent) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    arrivals.add(new Arrival(
                            record.partition(), ByteBuffer.wrap(record.value()).getLong(), System.nanoTime()));
                }
            }
        } finally {
            reading.countDown();
        }
        return null;
    }
}
