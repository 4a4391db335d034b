package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.DeliveryBed.Guarantee;
import dev.rapporteur.impl.Engine;
import jakarta.transaction.TransactionManager;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * What delivery costs beside a bare producer, as Markdown on the standard output: rates and delays on one broker and on three,
 * then how long readers get nothing when a leader dies or hangs. Engines and Narayana in this process, brokers in theirs, all on the
 * same disk.
 */
public final class DeliveryBenchmarks {

    private static final String RATES = "rates";
    private static final String DELAYS = "delays";
    private static final String RAW = "KafkaProducer";

    private final Path directory;
    private final DeliveryScale scale;
    private final PrintStream out;
    private final TransactionManager transactions;

    DeliveryBenchmarks(Path directory, DeliveryScale scale, PrintStream out) throws Exception {
        this.directory = directory;
        this.scale = scale;
        this.out = out;
        this.transactions = Transactions.in(directory.resolve("transactions"));
    }

    /** Takes the directory for all that is written, and the scale: full, quick, rates, sizes or stalls. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Directories.fresh(arguments);
        DeliveryScale scale = Scales.chosen(arguments, DeliveryScale.NAMED);
        new DeliveryBenchmarks(directory, scale, System.out).run();
    }

    void run() throws Exception {
        out.println(Machine.heading("Delivery"));
        for (int brokers : scale.brokers()) {
            String title = brokers == 1 ? "one broker" : brokers + " brokers";
            try (DeliveryBed bed = DeliveryBed.start(fresh(), brokers)) {
                rates(bed, title);
                if (scale.lone() > 0) {
                    delays(bed, title);
                }
            }
        }
        if (scale.sickRounds() > 0) {
            stalls();
        }
    }

    private Path fresh() throws Exception {
        return Files.createDirectories(directory.resolve(UUID.randomUUID().toString()));
    }

    private void rates(DeliveryBed bed, String title) throws Exception {
        bed.bed().createDataTopic(RATES, true);
        List<Trial> trials = new ArrayList<>();
        List<CostedTrial> costed = new ArrayList<>();
        for (int bytes : scale.payloadBytes()) {
            Payloads payloads = new Payloads(bytes);
            trials.add(journal(payloads));
            for (String compression : scale.compressions()) {
                int records = scale.records(bytes);
                CostedTrial raw = new CostedTrial(
                        new RawProducerTrial(bed.bootstrapServers(), List.of(RATES), compression, payloads, records),
                        records);
                costed.add(raw);
                trials.add(raw);
                for (Guarantee guarantee : Guarantee.values()) {
                    Engine engine = bed.engine(guarantee + "-" + compression, guarantee, compression);
                    engine.partitionsFor(RATES);
                    CostedTrial ours = new CostedTrial(
                            new EndToEndTrial(
                                    rateName(guarantee, payloads, compression),
                                    transactions,
                                    engine,
                                    Traffic.usual(List.of(RATES), payloads, records)),
                            records);
                    costed.add(ours);
                    trials.add(ours);
                }
            }
        }
        Samples samples = Samples.of(trials, scale.warmRounds(), scale.rounds());
        MarkdownTable table = new MarkdownTable(
                "reports, " + title, "a second (least to most)", "of KafkaProducer", "of the journal alone");
        for (int bytes : scale.payloadBytes()) {
            Payloads payloads = new Payloads(bytes);
            table.row(samples, journalName(payloads));
            for (String compression : scale.compressions()) {
                String raw = RawProducerTrial.name(compression, payloads);
                table.row(samples, raw, raw, journalName(payloads));
                for (Guarantee guarantee : Guarantee.values()) {
                    table.row(samples, rateName(guarantee, payloads, compression), raw, journalName(payloads));
                }
            }
        }
        out.println(table);
        List<String> columns = new ArrayList<>(List.of("processor time of a report, " + title));
        columns.addAll(CostedTrial.columns());
        MarkdownTable costs = new MarkdownTable(columns.toArray(String[]::new));
        costed.forEach(trial -> costs.row(trial.name(), trial.micros(samples)));
        out.println(costs);
        out.println("Threads of callers, and of a producer, which ends with its trial, are in \"here\" only.\n");
    }

    private static String rateName(Guarantee guarantee, Payloads payloads, String compression) {
        return guarantee.label() + ", " + payloads.label() + ", " + compression;
    }

    /** The same transactions, as far as the journal goes. */
    private Trial journal(Payloads payloads) {
        JournalTrial trial = new JournalTrial(
                OurJournal.ENTRY,
                new JournalTrial.Cell(
                        Disk.REAL,
                        Phases.ONE,
                        new Load(EndToEndTrial.PER_TRANSACTION, payloads.bytes()),
                        EndToEndTrial.THREADS),
                directory,
                scale.trialTime());
        return Trial.of(journalName(payloads), () -> trial.figure() * EndToEndTrial.PER_TRANSACTION);
    }

    private static String journalName(Payloads payloads) {
        return "the journal alone, " + payloads.label();
    }

    private void delays(DeliveryBed bed, String title) throws Exception {
        bed.bed().createDataTopic(DELAYS, true);
        MarkdownTable table =
                new MarkdownTable("sent to readable, 100 a second, " + title, "microseconds (least to most)", "of it");
        try (KafkaProducer<byte[], byte[]> producer = bed.bed().plainProducer(Map.of("linger.ms", "0"))) {
            List<DelayTrial> delays = new ArrayList<>();
            delays.add(delay(bed, Way.of(RAW, producer, DELAYS)));
            for (Guarantee guarantee : Guarantee.values()) {
                Engine engine = bed.engine("delays-" + guarantee, guarantee, "none");
                delays.add(delay(bed, Way.of(guarantee.label(), transactions, engine, DELAYS)));
            }
            List<Trial> trials = new ArrayList<>();
            for (DelayTrial delay : delays) {
                trials.add(delay);
                trials.add(delay.slowest());
            }
            Samples samples = Samples.of(trials, scale.rounds());
            for (DelayTrial delay : delays) {
                table.row(samples, delay.name(), DelayTrial.medianName(RAW));
                table.row(samples, delay.slowest().name(), DelayTrial.slowestName(RAW));
            }
        }
        out.println(table);
    }

    private DelayTrial delay(DeliveryBed bed, Way way) {
        return new DelayTrial(way, bed.bootstrapServers(), scale.lone());
    }

    /** In rounds, for the same reason as in {@link Samples}. */
    private void stalls() throws Exception {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (int round = 0; round < scale.sickRounds(); round++) {
            for (boolean hung : List.of(false, true)) {
                DeliveryStalls.of(fresh(), transactions, hung, scale)
                        .forEach((name, cells) -> rows.merge(name, cells, DeliveryBenchmarks::joined));
            }
        }
        MarkdownTable table = new MarkdownTable(
                "one of three brokers dies (rows \"dead\") or hangs",
                "longest time without, its partitions, s",
                "the others, s",
                "sent to the others besides, readable within 1 s, %",
                "before it, %");
        rows.forEach(table::row);
        out.println(table);
    }

    private static List<String> joined(List<String> before, List<String> now) {
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            joined.add(before.get(i) + "; " + now.get(i));
        }
        return joined;
    }
}
