package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.decided.Topics;
import dev.rapporteur.benchmarks.relay.Relay;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a transaction pays for publishing, and how fast that arrives, beside what people use today, as Markdown on the standard output, and
 * as JSON and SVG in the directory. WildFly, PostgreSQL, a Kafka broker and the outbox's relays run as processes of their own on one disk;
 * the callers are threads within the server. Between two windows all is delivered.
 */
public final class PeerBenchmarks {

    private static final int MANY = 1_000;
    private static final int SENDS = 500;
    private static final List<Peer> SENDING = List.of(Peer.XA, Peer.BY_TRANSACTION_ID, Peer.BY_TABLE, Peer.JMS);
    private static final Duration PROBE_TIME = Duration.ofMillis(500);
    private static final int RAW_RECORDS = 200_000;
    private static final String SYNC = "one sync beside the journals, microseconds";
    private static final Payloads RAW_PAYLOADS = new Payloads(1024);

    private final Path directory;
    private final PeerScale scale;
    private final PrintStream out;
    private final Samples samples = Samples.none();

    PeerBenchmarks(Path directory, PeerScale scale, PrintStream out) {
        this.directory = directory;
        this.scale = scale;
        this.out = out;
    }

    /** Takes the directory for all that is written, and the scale: full, quick, large, relays, warm or smoke. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Directories.fresh(arguments);
        PeerScale scale = Scales.chosen(arguments, PeerScale.NAMED);
        new PeerBenchmarks(directory, scale, System.out).run();
    }

    void run() throws Exception {
        out.println(Machine.heading("Beside others"));
        try (ServerBed bed = ServerBed.start(directory, Relay.DATABASE_SETTINGS)) {
            out.printf("PostgreSQL: %s%n%nPools: %s%n%n", bed.database().describe(), ServerBed.describePools());
            out.printf("Artemis: journal by %s%n%n", bed.describeMessaging());
            explain();
            for (Shape shape : scale.shapes()) {
                warmUp(bed, shape);
                for (int round = 0; round < scale.rounds(); round++) {
                    round(bed, shape, round);
                }
                tables(shape);
                samples.write(directory.resolve("peers.json"));
            }
            sends(bed);
            delays(bed);
            limits();
        }
        samples.write(directory.resolve("peers.json"));
        out.printf("Also in %s: peers.json, and plots.%n", directory);
    }

    private void explain() {
        out.println("""
                Callers are threads within the server. All processes share the machine and one disk; between two windows all is delivered.
                "With all delivered" counts the time until the adapter's reports are final in Kafka, the relays' records stand in the topic, the
                emitter's are acknowledged (in its "a second", too), and JMS messages are handed to two consumers in the server, whose processor
                time is the server's; no JMS message goes to Kafka. Debezium is its engine within a program of ours, which takes the next
                batch when Kafka has acknowledged one. Artemis has journal-type ASYNCIO, or NIO where libaio is missing (server.log says so), and
                a buffer's timeout of 0.1 ms. PostgreSQL has wal_level=logical for all. Callers that outrun Kafka by more than 2 GiB wait.
                "Written" and processor time are for a transaction, from a window's beginning until all is delivered. Written is what went to the
                machine's disks then, by whomever: syncs and what the kernel writes back by itself, of others before, too.
                """);
    }

    private void warmUp(ServerBed bed, Shape shape) throws Exception {
        double unused = raw(bed).figure();
        for (Peer peer : scale.peers()) {
            bed.run(Run.warming(peer.work(shape), scale.warmUp()));
            bed.awaitDelivered();
        }
    }

    /** All windows once, the peers in an order that turns. */
    private void round(ServerBed bed, Shape shape, int round) throws Exception {
        samples.add(SYNC, 1e6 / new RawSync(bed.data(), PROBE_TIME).figure());
        RawProducerTrial raw = raw(bed);
        samples.add(raw.name(), raw.figure());
        for (int threads : scale.threads()) {
            List<Peer> order = new ArrayList<>(scale.peers());
            Collections.rotate(order, -(round + scale.threads().indexOf(threads)));
            for (Peer peer : order) {
                window(bed, peer, shape, threads);
            }
        }
    }

    private static RawProducerTrial raw(ServerBed bed) {
        return new RawProducerTrial(bed.bootstrapServers(), List.of(Topics.NAME), "none", RAW_PAYLOADS, RAW_RECORDS);
    }

    private void window(ServerBed bed, Peer peer, Shape shape, int threads) throws Exception {
        try (Delivery delivery = Delivery.start(bed, peer, shape, directory, scale.relayWarmUp())) {
            cell(peer, shape, threads).measure(bed, peer.work(shape), scale.window(), samples, delivery::await);
        }
    }

    private static Cell cell(Peer peer, Shape shape, int threads) {
        return new Cell(shape.label() + ": " + peer.label(shape), threads);
    }

    private void tables(Shape shape) throws Exception {
        for (int threads : scale.threads()) {
            MarkdownTable table = new MarkdownTable(
                    shape.label() + ", " + Cell.threads(threads),
                    "a second (least to most)",
                    "of JMS",
                    "median, microseconds",
                    "99 %",
                    "most",
                    "with all delivered, a second",
                    "of the outbox, Debezium",
                    "allocated by callers, bytes",
                    "processor time: server + database + broker + relay, microseconds",
                    "written to the disk, bytes");
            for (Peer peer : scale.peers()) {
                row(table, peer, shape, threads);
            }
            out.println(table);
        }
        Plot plot = new Plot(shape.label() + ": transactions a second with all delivered", scale.threads());
        for (Peer peer : scale.peers()) {
            plot.line(
                    peer.label(shape),
                    scale.threads().stream()
                            .map(threads ->
                                    samples.median(cell(peer, shape, threads).delivered()))
                            .toList());
        }
        plot.write(directory.resolve("peers-" + shape.slug() + ".svg"));
    }

    private void row(MarkdownTable table, Peer peer, Shape shape, int threads) {
        Cell cell = cell(peer, shape, threads);
        Cell jms = cell(Peer.JMS, shape, threads);
        Cell debezium = cell(Peer.DEBEZIUM, shape, threads);
        table.row(
                peer.label(shape),
                List.of(
                        MarkdownTable.figure(samples, cell.rate()),
                        MarkdownTable.ratio(samples, cell.rate(), jms.rate()),
                        Cell.whole(samples.median(cell.median())),
                        Cell.whole(samples.median(cell.slow())),
                        Cell.whole(samples.median(cell.slowest())),
                        peer.isPublishing() ? MarkdownTable.figure(samples, cell.delivered()) : "",
                        peer.isPublishing() ? MarkdownTable.ratio(samples, cell.delivered(), debezium.delivered()) : "",
                        Cell.whole(samples.median(cell.allocated())),
                        cell.processorTimes(samples),
                        Cell.whole(samples.median(cell.written()))));
    }

    /** What a caller pays for one message within a transaction that has many, without the commit. */
    private void sends(ServerBed bed) throws Exception {
        MarkdownTable table = new MarkdownTable(
                "one message of 300 B of " + MANY + " in a transaction, one thread, before the commit",
                "nanoseconds (least to most)",
                "bytes allocated (least to most)");
        Shape many = new Shape(false, MANY, 300);
        for (int round = -1; round < scale.rounds(); round++) {
            for (Peer peer : SENDING) {
                Run.Result result = bed.run(new Run(peer.work(many), 1, scale.window(), SENDS, false));
                bed.awaitDelivered();
                if (round >= 0) {
                    double messages = (double) result.transactions() * MANY;
                    samples.add(nanos(peer), result.addingNanos() / messages);
                    samples.add(bytes(peer), result.allocatedAdding() / messages);
                }
            }
        }
        for (Peer peer : SENDING) {
            table.row(
                    peer.label(many),
                    List.of(MarkdownTable.figure(samples, nanos(peer)), MarkdownTable.figure(samples, bytes(peer))));
        }
        out.println(table);
    }

    private static String nanos(Peer peer) {
        return "one message, nanoseconds: " + peer;
    }

    private static String bytes(Peer peer) {
        return "one message, bytes: " + peer;
    }

    private void delays(ServerBed bed) throws Exception {
        PeerDelays delays = new PeerDelays(bed, directory, scale, samples);
        for (int round = 0; round < scale.rounds(); round++) {
            delays.round(round);
        }
        out.println("""
                A delay begins when one caller in the server calls commit, and ends when the benchmark's own process, a reader of committed
                records, has the message from Kafka, or a consumer in the server the JMS message. Producers linger for 5 ms; both relays
                pause for 20 ms when they find nothing.
                """);
        out.println(delays.table());
    }

    private void limits() {
        MarkdownTable table = new MarkdownTable("limits", "(least to most)");
        table.row(samples, SYNC);
        table.row(samples, RawProducerTrial.name("none", RAW_PAYLOADS));
        out.println(table);
    }
}
