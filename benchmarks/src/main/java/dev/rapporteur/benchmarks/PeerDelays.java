package dev.rapporteur.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rapporteur.benchmarks.decided.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The delay from the begin of the call that commits a transaction until a reader has its message, of each peer that publishes, when one
 * caller commits {@value SteadyFlow#A_SECOND} transactions a second. The reader of committed records is this process; a JMS message's
 * is the consumer in the server. Of each time the first tenth does not count.
 */
final class PeerDelays {

    private static final Shape SHAPE = Shape.SMALL_WITH_ROW;
    private static final Duration READ_WITHIN = Duration.ofMinutes(1);
    private static final int UNCOUNTED = 10;
    private static final double NANOS_OF_MICRO = 1e3;
    private static final String MEDIAN = "median";
    private static final String SLOW = "99 %";
    private static final String SLOWEST = "most";

    private final ServerBed bed;
    private final Path directory;
    private final PeerScale scale;
    private final Samples samples;

    PeerDelays(ServerBed bed, Path directory, PeerScale scale, Samples samples) {
        this.bed = bed;
        this.directory = directory;
        this.scale = scale;
        this.samples = samples;
    }

    /** Each peer once, in an order that turns from round to round. */
    void round(int round) throws Exception {
        List<Peer> order = new ArrayList<>(scale.delayed());
        Collections.rotate(order, -round);
        for (Peer peer : order) {
            try (Delivery delivery = Delivery.start(bed, peer, SHAPE, directory, scale.warmUp())) {
                List<Long> delays = delays(peer, delivery);
                samples.add(name(peer, MEDIAN), at(delays, 0.5));
                samples.add(name(peer, SLOW), at(delays, 0.99));
                samples.add(name(peer, SLOWEST), at(delays, 1));
            }
        }
    }

    /** In nanoseconds, the shortest first. */
    private List<Long> delays(Peer peer, Delivery delivery) throws Exception {
        bed.database().clear(); // as before each window
        int transactions = (int) (scale.steady().toNanos() / SteadyFlow.EVERY_NANOS);
        try (CommittedReader reader = new CommittedReader(bed.bootstrapServers(), Topics.NAME)) {
            Map<String, Long> read = new HashMap<>();
            CompletableFuture<List<Callers.Transaction>> committing =
                    bed.callers().steady(peer.work(SHAPE), transactions);
            while (!committing.isDone()) {
                note(reader, read);
            }
            List<Callers.Transaction> committed = committing.get();
            committed.forEach(each -> each.taken().ifPresent(moment -> read.put(each.key(), moment)));
            readAll(reader, read, committed);
            delivery.await(transactions);
            return committed.stream()
                    .skip(transactions / UNCOUNTED)
                    .map(each -> Objects.requireNonNull(read.get(each.key())) - each.committing())
                    .sorted()
                    .toList();
        }
    }

    private static void readAll(CommittedReader reader, Map<String, Long> read, List<Callers.Transaction> committed) {
        List<String> keys = committed.stream().map(Callers.Transaction::key).toList();
        long deadline = System.nanoTime() + READ_WITHIN.toNanos();
        while (!read.keySet().containsAll(keys)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("Of " + keys.size() + " messages not all were read within "
                        + READ_WITHIN.toSeconds() + " s after their commits");
            }
            note(reader, read);
        }
    }

    /** By its key; what a relay carries again does not count. */
    private static void note(CommittedReader reader, Map<String, Long> read) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
            read.putIfAbsent(new String(record.key(), US_ASCII), System.nanoTime());
        }
    }

    private static double at(List<Long> sorted, double part) {
        return sorted.get((int) (part * (sorted.size() - 1))) / NANOS_OF_MICRO;
    }

    private static String name(Peer peer, String figure) {
        return "delay, " + peer + ", " + figure;
    }

    MarkdownTable table() {
        MarkdownTable table = new MarkdownTable(
                "from commit to reader, " + SHAPE.label() + ", " + SteadyFlow.A_SECOND + " transactions a second",
                "median, microseconds (least to most)",
                "99 %",
                "most");
        for (Peer peer : scale.delayed()) {
            table.row(
                    peer.label(SHAPE),
                    List.of(
                            MarkdownTable.figure(samples, name(peer, MEDIAN)),
                            Cell.whole(samples.median(name(peer, SLOW))),
                            Cell.whole(samples.median(name(peer, SLOWEST)))));
        }
        return table;
    }
}
