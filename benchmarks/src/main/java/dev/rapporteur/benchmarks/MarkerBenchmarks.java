package dev.rapporteur.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What each kind of progress marker costs, as Markdown on the standard output: rates and delays on one broker and on three, then
 * what a sick broker does to the others' senders.
 */
public final class MarkerBenchmarks {

    private static final String MANY = "many";
    private static final List<Double> SHARES = List.of(0.5, 0.99);
    private static final Map<String, String> QUICK_RETRY = Map.of("add.partitions.to.txn.retry.backoff.ms", "1");

    private final Path directory;
    private final MarkerScale scale;
    private final PrintStream out;

    MarkerBenchmarks(Path directory, MarkerScale scale, PrintStream out) {
        this.directory = directory;
        this.scale = scale;
        this.out = out;
    }

    /** Takes the directory for all that is written, and the scale: full or quick. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Directories.fresh(arguments);
        MarkerScale scale = Scales.chosen(arguments, MarkerScale.NAMED);
        new MarkerBenchmarks(directory, scale, System.out).run();
    }

    void run() throws Exception {
        out.println(Machine.heading("Markers"));
        for (int brokers : scale.brokers()) {
            steady(brokers, "add-partitions retry 1 ms", QUICK_RETRY, true);
            steady(brokers, "broker's defaults", Map.of(), false);
        }
        stalls();
    }

    private void steady(int brokers, String label, Map<String, String> properties, boolean reading) throws Exception {
        String title = (brokers == 1 ? "one broker, " : brokers + " brokers, ") + label;
        try (MarkerBed bed = MarkerBed.start(directory.resolve(UUID.randomUUID().toString()), brokers, properties)) {
            bed.awaitReplicas();
            rates(bed, title);
            lone(bed, title);
            if (reading) {
                reading(bed, title);
            }
        }
    }

    /** On one broker both kinds of progress topic are the same. */
    private static List<MarkerKind> kinds(MarkerBed bed) {
        return bed.brokers() == 1
                ? List.of(MarkerKind.NONE, MarkerKind.OFFSETS, MarkerKind.TOPIC)
                : List.of(MarkerKind.values());
    }

    private void rates(MarkerBed bed, String title) throws Exception {
        List<Trial> trials = new ArrayList<>();
        for (MarkerKind kind : kinds(bed)) {
            MarkerRateTrial trial = new MarkerRateTrial(bed, kind, scale.trialTime());
            trials.add(trial);
            SHARES.forEach(share -> trials.add(trial.closing(share)));
        }
        Samples samples = Samples.of(trials, scale.rounds());
        String base = MarkerKind.NONE.label();
        MarkdownTable rates = new MarkdownTable(
                "records of 1 KiB, 12 partitions, " + title, "a second (least to most)", "of no transactions");
        MarkdownTable closings =
                new MarkdownTable("closing a transaction under that load, " + title, "microseconds (least to most)");
        for (MarkerKind kind : kinds(bed)) {
            rates.row(samples, kind.label(), base);
            if (kind.transactional()) {
                SHARES.forEach(share -> closings.row(samples, MarkerRateTrial.closingName(kind, share)));
            }
        }
        out.println(rates);
        out.println(closings);
    }

    private void lone(MarkerBed bed, String title) throws Exception {
        List<Trial> trials = new ArrayList<>();
        for (MarkerKind kind : kinds(bed)) {
            LoneRecordTrial trial = new LoneRecordTrial(bed, kind, scale.loneRecords());
            trials.add(trial);
            if (kind.transactional()) {
                trials.add(trial.closing());
            }
        }
        Samples samples = Samples.of(trials, scale.rounds());
        MarkdownTable table = new MarkdownTable(
                "a lone record, each 50 ms after the last, " + title,
                "microseconds, median (least to most)",
                "of no transactions");
        for (MarkerKind kind : kinds(bed)) {
            table.row(samples, LoneRecordTrial.name(kind), LoneRecordTrial.name(MarkerKind.NONE));
            if (kind.transactional()) {
                table.row(samples, LoneRecordTrial.closingName(kind));
            }
        }
        out.println(table);
    }

    private void reading(MarkerBed bed, String title) throws Exception {
        List<Trial> trials = new ArrayList<>();
        for (int partitions : scale.partitions()) {
            String topic = MANY + partitions;
            bed.kafka().createTopic(topic, partitions);
            for (MarkerKind kind : List.of(MarkerKind.OFFSETS, MarkerKind.TOPIC)) {
                trials.add(new MarkerReadTrial(bed, kind, topic, partitions, 0));
            }
        }
        // Last, since it lengthens the topic; a topic of its own spares the others.
        int few = scale.partitions().get(0);
        trials.add(new MarkerReadTrial(bed, MarkerKind.OWN_BROKER, MANY + few, few, scale.olderMarkers()));
        Samples samples = Samples.of(trials, scale.rounds());
        MarkdownTable table = new MarkdownTable(
                "initTransactions, then reading the marker, " + title, "milliseconds (least to most)");
        trials.forEach(trial -> table.row(samples, trial.name()));
        out.println(table);
    }

    /** In rounds, for the same reason as in {@link Samples}. */
    private void stalls() throws Exception {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (int round = 0; round < scale.sickRounds(); round++) {
            for (MarkerStalls.Sickness sickness : scale.sicknesses()) {
                MarkerStalls.of(directory.resolve(UUID.randomUUID().toString()), sickness, scale.sickTime())
                        .forEach((name, cell) -> rows.computeIfAbsent(name, unused -> new LinkedHashMap<>())
                                .merge(sickness.label(), cell, (before, now) -> before + "; " + now));
            }
        }
        List<String> columns = new ArrayList<>(List.of("one of three brokers, seconds in each round"));
        scale.sicknesses().forEach(sickness -> columns.add(sickness.label()));
        MarkdownTable table = new MarkdownTable(columns.toArray(String[]::new));
        rows.forEach((name, cells) -> table.row(name, List.copyOf(cells.values())));
        out.println(table);
    }
}
