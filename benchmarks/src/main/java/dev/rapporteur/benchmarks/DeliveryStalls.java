package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.DeliveryBed.Guarantee;
import dev.rapporteur.impl.Engine;
import dev.rapporteur.testkit.kafka.KafkaBroker;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * What readers get while one of three brokers is dead or hangs: by engines and by one shared producer at the same time, to topics
 * with three replicas and with one.
 */
final class DeliveryStalls {

    private static final int BROKERS = 3;
    private static final int SICK = 2;

    /** What comes so soon is not held up. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final String SHARED = "one shared KafkaProducer";

    private final DeliveryBed bed;
    private final TransactionManager transactions;
    private final boolean hung;
    private final DeliveryScale scale;

    private DeliveryStalls(DeliveryBed bed, TransactionManager transactions, boolean hung, DeliveryScale scale) {
        this.bed = bed;
        this.transactions = transactions;
        this.hung = hung;
        this.scale = scale;
    }

    /**
     * On a new cluster.
     *
     * @return for each way the longest time in which a reader got nothing of one of the sick broker's partitions, in seconds; the same
     *     of the others' partitions; of what was sent to these, but for what such a time of its partition held up, how much could
     *     be read within a second, in per cent; and the same of as long a time before, but for its last second
     */
    static Map<String, List<String>> of(
            Path directory, TransactionManager transactions, boolean hung, DeliveryScale scale) throws Exception {
        try (DeliveryBed bed = DeliveryBed.start(directory, BROKERS)) {
            return new DeliveryStalls(bed, transactions, hung, scale).run();
        }
    }

    private Map<String, List<String>> run() throws Exception {
        List<SteadyFlow> flows = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = bed.bed().plainProducer(Map.of("linger.ms", "0"));
                KafkaProducer<byte[], byte[]> other = bed.bed().plainProducer(Map.of("linger.ms", "0"))) {
            for (Way way : ways(true, producer)) {
                flows.add(new SteadyFlow(way, bed.bootstrapServers(), Long.MAX_VALUE));
            }
            for (Way way : ways(false, other)) {
                flows.add(new SteadyFlow(way, bed.bootstrapServers(), Long.MAX_VALUE));
            }
            rest(scale.warmTime());
            long wellFrom = System.nanoTime();
            rest(scale.sickTime());
            long from = System.nanoTime();
            KafkaBroker sick = bed.bed().kafka().broker(SICK);
            if (hung) {
                sick.pause();
            } else {
                sick.kill();
            }
            rest(scale.sickTime());
            long to = System.nanoTime();
            if (hung) {
                sick.resume();
            } else {
                sick.start();
            }
            Map<String, List<String>> rows = new LinkedHashMap<>();
            for (SteadyFlow flow : flows) {
                flow.finish();
                rows.put((hung ? "hung: " : "dead: ") + flow.way().name(), cells(flow, wellFrom, from, to));
            }
            return rows;
        } finally {
            flows.forEach(SteadyFlow::close);
        }
    }

    private List<Way> ways(boolean replicated, KafkaProducer<byte[], byte[]> producer) {
        String kind = replicated ? "three replicas" : "one replica";
        List<Way> ways = new ArrayList<>();
        ways.add(Way.of(SHARED + ", " + kind, producer, topic("shared", replicated)));
        for (Guarantee guarantee : Guarantee.values()) {
            Engine engine = bed.engine(guarantee + "-" + replicated, guarantee, "none");
            ways.add(
                    Way.of(guarantee.label() + ", " + kind, transactions, engine, topic(guarantee.name(), replicated)));
        }
        return ways;
    }

    private String topic(String name, boolean replicated) {
        String topic = name + (replicated ? "-replicated" : "-alone");
        bed.bed().createDataTopic(topic, replicated);
        return topic;
    }

    private List<String> cells(SteadyFlow flow, long wellFrom, long from, long to) {
        List<Integer> sick = bed.bed().partitionsOf(SICK);
        List<Integer> others = IntStream.range(0, MarkerBed.PARTITIONS)
                .boxed()
                .filter(partition -> !sick.contains(partition))
                .toList();
        return List.of(
                seconds(longest(flow, sick, from, to)),
                seconds(longest(flow, others, from, to)),
                percent(flow, others, from, to),
                percent(flow, others, wellFrom, from - SOON.toNanos()));
    }

    private static Duration longest(SteadyFlow flow, List<Integer> partitions, long from, long to) {
        return partitions.stream()
                .map(partition -> flow.longestGap(partition, from, to).length())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static String percent(SteadyFlow flow, List<Integer> partitions, long from, long to) {
        long sent = 0;
        long soon = 0;
        for (int partition : partitions) {
            SteadyFlow.Gap gap = flow.longestGap(partition, from, to);
            for (SteadyFlow.Arrival arrival : flow.arrivals(partition)) {
                if (arrival.sent() >= from && arrival.sent() <= to && !gap.heldUp(arrival)) {
                    sent++;
                    soon += arrival.delay() <= SOON.toNanos() ? 1 : 0;
                }
            }
        }
        return String.format(Locale.ROOT, "%.1f", 100.0 * soon / sent);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1e3);
    }

    private static void rest(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
