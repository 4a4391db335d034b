package dev.rapporteur.benchmarks;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What one sick broker of three does to the senders of the others, with each kind of marker, all at the same time; and when its
 * own partitions' senders can go on. A cluster for each run.
 */
final class MarkerStalls {

    private static final Duration WARM = Duration.ofSeconds(90);
    private static final int WARM_TRANSACTIONS = 5;
    private static final Duration SHORT_REQUESTS = Duration.ofSeconds(5);
    private static final Duration USUAL_REQUESTS = Duration.ofSeconds(30);
    private static final Duration PROBE_STEP = Duration.ofSeconds(2);

    private final MarkerBed bed;
    private final int sick;
    private final int well;
    private final Sickness sickness;
    private final Duration time;
    private final Map<String, String> cells = new LinkedHashMap<>();

    /**
     * What befalls the broker.
     *
     * @param label as a table's column names it
     * @param hung stopped, with its connections open; else killed
     * @param controller whether it is the active controller
     * @param sessionTimeout the cluster's {@code broker.session.timeout.ms}
     */
    record Sickness(String label, boolean hung, boolean controller, Duration sessionTimeout) {}

    private MarkerStalls(MarkerBed bed, Sickness sickness, Duration time) {
        this.bed = bed;
        this.sickness = sickness;
        this.time = time;
        int controller = bed.kafka().controller().id();
        this.sick = sickness.controller() ? controller : 1 + controller % bed.brokers();
        this.well = 1 + sick % bed.brokers();
    }

    /**
     * One run.
     *
     * @param time how long the broker is sick
     * @return what came out, by what it is; the same names in each run
     */
    static Map<String, String> of(Path directory, Sickness sickness, Duration time) throws Exception {
        Map<String, String> properties = Map.of(
                "broker.session.timeout.ms",
                Long.toString(sickness.sessionTimeout().toMillis()),
                "add.partitions.to.txn.retry.backoff.ms",
                "1");
        try (MarkerBed bed = MarkerBed.start(directory, 3, properties)) {
            bed.awaitReplicas();
            return new MarkerStalls(bed, sickness, time).run();
        }
    }

    private Map<String, String> run() throws Exception {
        List<MarkerFlow> others = new ArrayList<>();
        List<MarkerFlow> own = new ArrayList<>();
        try {
            others().forEach(plan -> others.add(new MarkerFlow(bed, plan)));
            own().forEach(plan -> own.add(new MarkerFlow(bed, plan)));
            awaitWarm(others);
            awaitWarm(own);
            long start = System.nanoTime();
            befall();
            long end = start + time.toNanos();
            List<FutureTask<String>> probes = new ArrayList<>();
            for (MarkerFlow flow : own) {
                FutureTask<String> probe = new FutureTask<>(() -> takeOver(flow, start, end));
                new Thread(probe, "probe " + flow.plan().name()).start();
                probes.add(probe);
            }
            for (FutureTask<String> probe : probes) {
                probe.get();
            }
            rest(end);
            for (MarkerFlow flow : others) {
                cells.put(flow.plan().name(), seconds(flow.longestGap(start, end)) + suffix(flow));
            }
            for (int i = 0; i < own.size(); i++) {
                cells.put(own.get(i).plan().name(), probes.get(i).get());
            }
            return cells;
        } finally {
            if (sickness.hung()) {
                bed.kafka().broker(sick).resume();
            }
            others.forEach(MarkerFlow::close);
            own.forEach(MarkerFlow::close);
        }
    }

    /** Of a broker that is well; one thing of theirs may be on the sick one. */
    private List<MarkerFlow.Plan> others() {
        return List.of(
                plan("plain producer, no replicas", MarkerBed.ALONE, well, MarkerKind.NONE, well, well, SHORT_REQUESTS),
                plan("plain producer", MarkerBed.DATA, well, MarkerKind.NONE, well, well, SHORT_REQUESTS),
                plan(
                        "group offsets, nothing there",
                        MarkerBed.ALONE,
                        well,
                        MarkerKind.OFFSETS,
                        well,
                        well,
                        SHORT_REQUESTS),
                plan(
                        "group offsets, the group's coordinator there",
                        MarkerBed.ALONE,
                        well,
                        MarkerKind.OFFSETS,
                        sick,
                        well,
                        SHORT_REQUESTS),
                plan(
                        "progress topic, nothing there",
                        MarkerBed.ALONE,
                        well,
                        MarkerKind.OWN_BROKER,
                        well,
                        well,
                        SHORT_REQUESTS),
                plan(
                        "progress topic, its leader there",
                        MarkerBed.ALONE,
                        well,
                        MarkerKind.OWN_BROKER,
                        sick,
                        well,
                        SHORT_REQUESTS),
                plan(
                        "progress topic, the transaction's coordinator there",
                        MarkerBed.ALONE,
                        well,
                        MarkerKind.OWN_BROKER,
                        well,
                        sick,
                        SHORT_REQUESTS),
                plan(
                        "the same, request.timeout.ms=30000",
                        MarkerBed.ALONE,
                        well,
                        MarkerKind.OWN_BROKER,
                        well,
                        sick,
                        USUAL_REQUESTS));
    }

    /** Of the broker that is to fall sick. */
    private List<MarkerFlow.Plan> own() {
        return List.of(
                plan(
                        "group offsets, both coordinators elsewhere",
                        MarkerBed.DATA,
                        sick,
                        MarkerKind.OFFSETS,
                        well,
                        well,
                        SHORT_REQUESTS),
                plan(
                        "group offsets, both coordinators there",
                        MarkerBed.DATA,
                        sick,
                        MarkerKind.OFFSETS,
                        sick,
                        sick,
                        SHORT_REQUESTS),
                plan(
                        "own progress partition, coordinator elsewhere",
                        MarkerBed.DATA,
                        sick,
                        MarkerKind.OWN_BROKER,
                        sick,
                        well,
                        SHORT_REQUESTS),
                plan(
                        "own progress partition, coordinator there",
                        MarkerBed.DATA,
                        sick,
                        MarkerKind.OWN_BROKER,
                        sick,
                        sick,
                        SHORT_REQUESTS),
                plan(
                        "the same, records without replicas",
                        MarkerBed.ALONE,
                        sick,
                        MarkerKind.OWN_BROKER,
                        sick,
                        sick,
                        SHORT_REQUESTS));
    }

    private MarkerFlow.Plan plan(
            String name, String topic, int leader, MarkerKind kind, int marker, int coordinator, Duration requests) {
        return new MarkerFlow.Plan(
                name, topic, leader, kind, bed.groupAt(marker), marker, bed.transactionalIdAt(coordinator), requests);
    }

    private void befall() {
        KafkaBroker broker = bed.kafka().broker(sick);
        if (sickness.hung()) {
            broker.pause();
        } else {
            broker.kill();
        }
    }

    private static void awaitWarm(List<MarkerFlow> flows) {
        flows.forEach(
                flow -> Await.until(flow.plan().name() + " is warm", WARM, () -> flow.count() >= WARM_TRANSACTIONS));
    }

    /** As a new dispatcher would: the old producer is closed at once, a new one fences it, the marker is read. */
    private String takeOver(MarkerFlow flow, long start, long end) throws Exception {
        rest(start + (sickness.hung() ? SHORT_REQUESTS.toNanos() : 0));
        flow.abandon();
        Map<String, Object> settings = Map.of(
                "request.timeout.ms", (int) SHORT_REQUESTS.toMillis(), "max.block.ms", (int) PROBE_STEP.toMillis());
        try (KafkaProducer<byte[], byte[]> producer = bed.producer(flow.plan().transactionalId(), settings)) {
            while (!initialised(producer)) {
                if (System.nanoTime() > end) {
                    String state = describe(flow.plan().transactionalId());
                    producer.close(Duration.ZERO);
                    return "not in " + time.toSeconds() + " s; " + state;
                }
            }
            String fenced = seconds(Duration.ofNanos(System.nanoTime() - start));
            MarkerFlow.Plan plan = flow.plan();
            Progress progress = new Progress(bed, plan.kind(), plan.journal(), plan.markerBroker());
            int expected = bed.partitionsOf(plan.leader()).size();
            Await.until("the marker of " + plan.name() + " is read", time, () -> progress.read() == expected);
            return fenced + ", " + seconds(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static boolean initialised(KafkaProducer<byte[], byte[]> producer) {
        try {
            producer.initTransactions();
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private String describe(String transactionalId) {
        try (Admin admin = bed.kafka().admin()) {
            return admin.describeTransactions(
                            List.of(transactionalId), new DescribeTransactionsOptions().timeoutMs(10_000))
                    .description(transactionalId)
                    .get()
                    .state()
                    .toString();
        } catch (KafkaException | ExecutionException e) {
            return "state unknown: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "state unknown";
        }
    }

    private static void rest(long until) {
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    private static String suffix(MarkerFlow flow) {
        return flow.failures().isEmpty() ? "" : " " + flow.failures();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1e3);
    }
}
