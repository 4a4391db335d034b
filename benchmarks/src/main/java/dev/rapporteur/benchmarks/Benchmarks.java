package dev.rapporteur.benchmarks;

import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.kafka.ClientPropertyNames;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import jakarta.transaction.TransactionManager;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a transaction pays for its report, as Markdown on the standard output: an engine and Narayana in this process, one broker in
 * its own, journal and broker on the same disk.
 */
public final class Benchmarks {

    private static final String SMALL = "small";
    private static final int PARTITIONS = 12;

    private final Path directory;
    private final Scale scale;
    private final PrintStream out;

    Benchmarks(Path directory, Scale scale, PrintStream out) {
        this.directory = directory;
        this.scale = scale;
        this.out = out;
    }

    /** Takes the directory for all that is written. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Directories.fresh(arguments);
        new Benchmarks(directory, Scale.FULL, System.out).run();
    }

    void run() throws Exception {
        TransactionManager transactions = Transactions.in(directory.resolve("transactions"));
        try (KafkaCluster kafka = KafkaCluster.in(directory.resolve("kafka"))
                .forFigures()
                .javaOption("-Xmx1g")
                .start()) {
            kafka.createTopic(SMALL, PARTITIONS);
            try (Engine engine = Engine.open(config(kafka))) {
                engine.partitionsFor(SMALL);
                out.println(Machine.heading("Figures"));
                transactions(transactions, engine);
            }
        }
    }

    private void transactions(TransactionManager transactions, Engine engine) throws Exception {
        List<Trial> trials = new ArrayList<>();
        trials.add(new RawSync(directory, scale.trialTime()));
        for (int threads : scale.threads()) {
            trials.add(new TransactionTrial(transactions, null, SMALL, threads, scale.trialTime()));
            trials.add(new TransactionTrial(transactions, engine, SMALL, threads, scale.trialTime()));
        }
        Samples samples = Samples.of(trials, scale.rounds());
        MarkdownTable table = new MarkdownTable(
                "transactions with one 300-byte report, SYNC",
                "a second (least to most)",
                "of the raw sync rate",
                "of empty");
        table.row(samples, RawSync.NAME, RawSync.NAME);
        for (int threads : scale.threads()) {
            String empty = TransactionTrial.name(true, threads);
            table.row(samples, empty, RawSync.NAME, empty);
            table.row(samples, TransactionTrial.name(false, threads), RawSync.NAME, empty);
        }
        out.println(table);
    }

    private EngineConfig config(KafkaCluster kafka) {
        return EngineConfig.read(
                Map.of(
                        "name", "benchmarks",
                        "nodeName", "benchmarks",
                        "bootstrapServers", kafka.bootstrapServers(),
                        "journalDirectory", directory.resolve("journal").toString(),
                        "journalMaxBytes", Long.toString(8L << 30),
                        "memoryMaxBytes", Long.toString(512L << 20)),
                new ClientPropertyNames());
    }
}
