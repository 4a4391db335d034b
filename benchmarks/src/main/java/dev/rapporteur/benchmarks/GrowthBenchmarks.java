package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.DeliveryBed.Guarantee;
import dev.rapporteur.benchmarks.TrialGroups.Column;
import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.kafka.ClientSettings;
import jakarta.transaction.TransactionManager;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How the engine's cost of a report grows with callers, partitions, topics and waiting reports, and how often the journal syncs
 * for a transaction, as Markdown on the standard output: {@code mvn -B -Pbenchmarks -pl benchmarks -am verify
 * -Dbenchmark=GrowthBenchmarks -Dscale=quick}. Engines and Narayana in this process, one broker in its own, all on the same disk.
 */
public final class GrowthBenchmarks {

    private static final String RAW = "KafkaProducer";
    private static final String NONE = "none";
    private static final String TOPIC = "growth";
    private static final Payloads PAYLOADS = new Payloads(300);
    private static final int PARTITIONS_OF_MANY_TOPICS = 2;
    private static final List<Load> SYNCED_LOADS = List.of(
            Load.SMALL, new Load(EndToEndTrial.PER_TRANSACTION, 300), new Load(EndToEndTrial.PER_TRANSACTION, 1024));
    private static final int PER_BACKLOG_TRANSACTION = 1_000;
    private static final long BACKLOG_JOURNAL_MAX_BYTES = 16L << 30;
    /** What the engine may take besides its reports and Kafka's client's buffers. */
    private static final long HEAP_BESIDES = 64L << 20;

    private static final List<Column> COSTS = List.of(
            new Column("a second", Trial.OWN),
            new Column("processor time here, ns", Meter.HERE),
            new Column("allocated here, B", Meter.ALLOCATED),
            new Column("the broker's processor time, ns", Meter.BROKERS));
    private static final List<Column> ACCEPTING = List.of(
            new Column("a second", Trial.OWN),
            new Column("processor time here, ns", BacklogTrial.ACCEPTING + Meter.HERE),
            new Column("allocated here, B", BacklogTrial.ACCEPTING + Meter.ALLOCATED));
    private static final List<Column> DELIVERING = List.of(
            new Column("a second", BacklogTrial.DELIVERING),
            new Column("processor time here, ns", BacklogTrial.DELIVERING + Meter.HERE),
            new Column("allocated here, B", BacklogTrial.DELIVERING + Meter.ALLOCATED),
            new Column("the broker's processor time, ns", BacklogTrial.DELIVERING + Meter.BROKERS));
    private static final List<Column> HEAP = List.of(
            new Column("KiB while they wait", BacklogTrial.HEAP_WAITING),
            new Column("KiB once half are delivered", BacklogTrial.HEAP_DELIVERING));
    private static final List<Column> SYNCS = List.of(
            new Column("transactions a second", Trial.OWN), new Column("syncs for a thousand", SyncedTrial.SYNCS));

    private final Path directory;
    private final GrowthScale scale;
    private final PrintStream out;
    private final TransactionManager transactions;

    GrowthBenchmarks(Path directory, GrowthScale scale, PrintStream out) throws Exception {
        this.directory = directory;
        this.scale = scale;
        this.out = out;
        this.transactions = Transactions.in(directory.resolve("transactions"));
    }

    /** Takes the directory for all that is written, and the scale: full, quick or backlog. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Directories.fresh(arguments);
        GrowthScale scale = Scales.chosen(arguments, GrowthScale.NAMED);
        new GrowthBenchmarks(directory, scale, System.out).run();
    }

    void run() throws Exception {
        out.println(Machine.heading("Growth"));
        out.println(
                "100 reports of 300 B a transaction, 4 threads and 12 partitions where nothing else is said. Costs are those of"
                        + " one report: of callers, Narayana, journal and Kafka's client together, which are one process. Allocated: by"
                        + " threads of Java, without those of the engine or of Kafka's client that have ended meanwhile, and so without a"
                        + " bare producer's own.\n");
        try (DeliveryBed bed = DeliveryBed.start(directory, 1)) {
            bed.bed().createDataTopic(TOPIC, true);
            threads(bed);
            bed.closeEngines();
            syncs(bed);
            bed.closeEngines();
            backlog(bed);
            topics(bed);
            bed.closeEngines();
            partitions(bed);
        }
    }

    private void threads(DeliveryBed bed) throws Exception {
        TrialGroups groups = new TrialGroups();
        for (int threads : scale.threads()) {
            add(groups, bed, count(threads, "thread"), traffic(List.of(TOPIC), threads));
        }
        groups.run(scale.rounds());
        out.println(groups.table("callers", COSTS));
    }

    private void partitions(DeliveryBed bed) throws Exception {
        TrialGroups groups = new TrialGroups();
        for (int partitions : scale.partitions()) {
            String topic = "partitions-" + partitions;
            bed.bed().createDataTopic(topic, partitions, true);
            addBesideRaw(groups, bed, count(partitions, "partition"), List.of(topic));
        }
        groups.run(scale.rounds());
        out.println(groups.table("partitions of one topic", COSTS, RAW));
    }

    private void topics(DeliveryBed bed) throws Exception {
        List<String> topics = IntStream.range(0, Collections.max(scale.topics()))
                .mapToObj(number -> "topic-" + number)
                .toList();
        topics.forEach(topic -> bed.bed().createDataTopic(topic, PARTITIONS_OF_MANY_TOPICS, true));
        TrialGroups groups = new TrialGroups();
        for (int count : scale.topics()) {
            addBesideRaw(groups, bed, count(count, "topic"), topics.subList(0, count));
        }
        groups.run(scale.rounds());
        out.println(groups.table("topics of " + PARTITIONS_OF_MANY_TOPICS + " partitions, in turn", COSTS, RAW));
    }

    private void addBesideRaw(TrialGroups groups, DeliveryBed bed, String label, List<String> topics) {
        RawProducerTrial raw = new RawProducerTrial(bed.bootstrapServers(), topics, NONE, PAYLOADS, scale.reports());
        groups.add(RAW, new CostedTrial(Trial.of(RAW + ", " + label, raw::figure), scale.reports()));
        add(groups, bed, label, traffic(topics, EndToEndTrial.THREADS));
    }

    /** Engines that have a journal for these topics alone. */
    private void add(TrialGroups groups, DeliveryBed bed, String label, Traffic traffic) {
        for (Guarantee guarantee : Guarantee.values()) {
            String name = guarantee + "-" + traffic.topics().get(0) + "-"
                    + traffic.topics().size();
            Engine engine = bed.engine(name, guarantee, NONE);
            traffic.topics().forEach(engine::partitionsFor);
            EndToEndTrial trial = new EndToEndTrial(guarantee.label() + ", " + label, transactions, engine, traffic);
            groups.add(guarantee.label(), new CostedTrial(trial, traffic.reports()));
        }
    }

    private Traffic traffic(List<String> topics, int threads) {
        return new Traffic(topics, PAYLOADS, EndToEndTrial.PER_TRANSACTION, threads, scale.reports());
    }

    private void backlog(DeliveryBed bed) throws Exception {
        TrialGroups groups = new TrialGroups();
        List<Long> limits = new ArrayList<>();
        for (Guarantee guarantee : Guarantee.values()) {
            EngineConfig config = bed.config(guarantee + "-backlog", guarantee, NONE, BACKLOG_JOURNAL_MAX_BYTES);
            limits.add(heapLimit(config));
            for (int waiting : scale.backlog()) {
                groups.add(
                        guarantee.label(),
                        new BacklogTrial(
                                String.format(Locale.ROOT, "%s, %,d waiting", guarantee.label(), waiting),
                                transactions,
                                config,
                                bed.bed().kafka().broker(1),
                                new Traffic(
                                        List.of(TOPIC),
                                        PAYLOADS,
                                        PER_BACKLOG_TRANSACTION,
                                        EndToEndTrial.THREADS,
                                        waiting),
                                traffic(List.of(TOPIC), EndToEndTrial.THREADS)));
            }
        }
        groups.run(scale.backlogRounds());
        String beside = String.format(Locale.ROOT, " (and %,d accepted meanwhile)", scale.reports());
        out.println(groups.table("accepting while the broker hangs and others wait", ACCEPTING));
        out.println(groups.table(
                String.format(Locale.ROOT, "heap%s; limit %,d KiB", beside, Collections.max(limits) / 1024), HEAP));
        out.println(groups.table("delivering half of them" + beside, DELIVERING));
    }

    /** Of an engine with one broker. */
    private static long heapLimit(EngineConfig config) {
        return config.memoryMaxBytes() + ClientSettings.linkMemory(config).bytes() + HEAP_BESIDES;
    }

    private void syncs(DeliveryBed bed) throws Exception {
        Engine engine = bed.engine("syncs", Guarantee.EXACTLY_ONCE, NONE);
        engine.partitionsFor(TOPIC);
        TrialGroups groups = new TrialGroups();
        for (Load load : SYNCED_LOADS) {
            for (int threads : scale.threads()) {
                int count = scale.reports() / (load.reports() == 1 ? 10 : EndToEndTrial.PER_TRANSACTION);
                Traffic traffic = new Traffic(
                        List.of(TOPIC),
                        new Payloads(load.payloadBytes()),
                        load.reports(),
                        threads,
                        count * load.reports());
                EndToEndTrial reports = new EndToEndTrial(
                        load.label() + ", " + count(threads, "thread"), transactions, engine, traffic);
                Trial rate = Trial.of(reports.name(), () -> reports.figure() / load.reports());
                groups.add(load.label(), new SyncedTrial(rate, directory, count));
            }
        }
        groups.run(scale.rounds());
        out.println(groups.table("transactions, exactly once", SYNCS));
    }

    private static String count(int count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }
}
