package dev.rapporteur.benchmarks;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.wildfly.Management;
import dev.rapporteur.testkit.wildfly.WildFlyServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How much longer a WildFly takes to start when the adapter is deployed, as Markdown on the standard output: two servers of WildFly's own
 * configuration, one with the adapter as its script sets it up, start and stop in turn; the broker that the adapter finds runs all the
 * time.
 */
public final class StartBenchmarks {

    /** How often each server starts, by the scale's name. */
    static final Map<String, Integer> ROUNDS = Map.of("full", 10, "quick", 3);

    private static final Pattern STARTED = Pattern.compile("WFLYSRV0025: .* started in ([0-9]+)ms");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final double NANOS_OF_MILLI = 1e6;
    private static final String ALONE = "WildFly starts";
    private static final String WITH_ADAPTER = "WildFly starts with the adapter";
    private static final String DEPLOYMENT = "a running WildFly deploys the adapter";

    private final Path directory;
    private final int rounds;
    private final PrintStream out;
    private final Samples samples = Samples.none();

    StartBenchmarks(Path directory, int rounds, PrintStream out) {
        this.directory = directory;
        this.rounds = rounds;
        this.out = out;
    }

    /** Takes the directory for all that is written, and the scale: full or quick. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Directories.fresh(arguments);
        int rounds = Scales.chosen(arguments, ROUNDS);
        new StartBenchmarks(directory, rounds, System.out).run();
    }

    void run() throws Exception {
        out.println(Machine.heading("Start"));
        try (KafkaCluster kafka = KafkaCluster.in(directory.resolve("kafka")).start();
                WildFlyServer alone =
                        WildFlyServer.in(directory.resolve("alone")).create();
                WildFlyServer adapted = WildFlyServer.in(directory.resolve("adapted"))
                        .transactionNode("adapted")
                        .systemProperty("rapporteur.bootstrapServers", kafka.bootstrapServers())
                        .create()) {
            setUp(adapted);
            for (int round = -1; round < rounds; round++) { // the first reads files that later ones find in memory
                round(alone, adapted, round >= 0);
            }
        }
        table();
    }

    private static void setUp(WildFlyServer adapted) throws IOException {
        List<String> commands = new ArrayList<>(Archives.script());
        commands.add("deploy " + Archives.adapter());
        adapted.configure(commands);
    }

    private void round(WildFlyServer alone, WildFlyServer adapted, boolean counting) throws IOException {
        double aloneMs = startMs(alone);
        alone.stop();
        double adaptedMs = startMs(adapted);
        double deploymentMs = deploymentMs(adapted.management());
        adapted.stop();
        if (counting) {
            samples.add(ALONE, aloneMs);
            samples.add(WITH_ADAPTER, adaptedMs);
            samples.add(DEPLOYMENT, deploymentMs);
        }
    }

    /** What it says itself, which begins with its process. */
    private static double startMs(WildFlyServer server) throws IOException {
        int before = Files.exists(server.log()) ? Files.readString(server.log()).length() : 0;
        server.start();
        return Await.value(
                server + " says that it has started without errors",
                SOON,
                () -> STARTED.matcher(Files.readString(server.log()).substring(before))
                        .results()
                        .map(started -> Double.valueOf(started.group(1)))
                        .findFirst()
                        .orElse(null));
    }

    /** It stays in the server's configuration meanwhile. */
    private static double deploymentMs(Management management) {
        String address = "/deployment=" + Archives.ADAPTER;
        management.execute(Management.operation("undeploy", address));
        long start = System.nanoTime();
        management.execute(Management.operation("deploy", address));
        return (System.nanoTime() - start) / NANOS_OF_MILLI;
    }

    private void table() {
        MarkdownTable table = new MarkdownTable(
                "each " + rounds + " times, in turn", "milliseconds (least to most)", "more than without");
        table.row(samples, ALONE);
        table.row(
                WITH_ADAPTER,
                List.of(
                        MarkdownTable.figure(samples, WITH_ADAPTER),
                        Cell.whole(samples.difference(WITH_ADAPTER, ALONE))));
        table.row(samples, DEPLOYMENT);
        out.println(table);
    }
}
