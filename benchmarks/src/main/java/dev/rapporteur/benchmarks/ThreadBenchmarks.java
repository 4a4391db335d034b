package dev.rapporteur.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Where the processor time of a transaction goes, by what the threads are for, as Markdown on the standard output: a row in PostgreSQL and a
 * report of 300 bytes, {@value #THREADS} callers, all on this machine.
 */
public final class ThreadBenchmarks {

    /**
     * How much is measured.
     *
     * @param rounds how often each window counts
     * @param warmUp how long each way runs before: compilers need a minute and more for a server's code
     * @param window how long a window is
     */
    record Extent(int rounds, Duration warmUp, Duration window) {}

    /** Full takes some ten minutes, quick five. */
    static final Map<String, Extent> EXTENTS = Map.of(
            "full", new Extent(3, Duration.ofSeconds(60), Duration.ofSeconds(8)),
            "quick", new Extent(2, Duration.ofSeconds(30), Duration.ofSeconds(5)));

    static final List<Peer> PEERS = List.of(
            Peer.NOTHING, Peer.IDLE, Peer.XA, Peer.XA_AT_LEAST_ONCE, Peer.BY_TRANSACTION_ID, Peer.BY_TABLE, Peer.JMS);

    private static final int THREADS = 16;
    private static final Shape SHAPE = Shape.SMALL_WITH_ROW;
    private static final double NANOS_OF_MICRO = 1e3;

    private final Path directory;
    private final Extent extent;
    private final PrintStream out;
    private final Samples samples = Samples.none();

    ThreadBenchmarks(Path directory, Extent extent, PrintStream out) {
        this.directory = directory;
        this.extent = extent;
        this.out = out;
    }

    /** Takes the directory for all that is written, and the scale: full or quick. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Directories.fresh(arguments);
        new ThreadBenchmarks(directory, Scales.chosen(arguments, EXTENTS), System.out).run();
    }

    void run() throws Exception {
        out.println(Machine.heading("Where the time goes"));
        try (ServerBed bed = ServerBed.start(directory, Map.of())) {
            for (Peer peer : PEERS) {
                bed.run(Run.warming(peer.work(SHAPE), extent.warmUp()));
                bed.awaitDelivered();
            }
            for (int round = 0; round < extent.rounds(); round++) {
                List<Peer> order = new ArrayList<>(PEERS);
                Collections.rotate(order, -round);
                for (Peer peer : order) {
                    window(bed, peer);
                }
            }
        }
        out.println(table());
    }

    private void window(ServerBed bed, Peer peer) throws Exception {
        ThreadTimes before = ThreadTimes.of(ServerBed.serverId());
        ServerBed.Measured measured = bed.measure(Run.of(peer.work(SHAPE), THREADS, extent.window()));
        ThreadTimes after = ThreadTimes.of(ServerBed.serverId());
        long transactions = measured.result().transactions();
        double each = NANOS_OF_MICRO * transactions;
        double callers = measured.used().micros(Part.SERVER) / transactions; // whose threads have ended
        for (Duty duty : Duty.values()) {
            if (duty != Duty.CALLERS) {
                double micros = after.since(before, duty) / each;
                samples.add(name(peer, duty.label()), micros);
                callers -= micros;
            }
        }
        samples.add(name(peer, Duty.CALLERS.label()), callers);
        for (Part part : List.of(Part.DATABASE, Part.BROKER)) {
            samples.add(name(peer, part.toString()), measured.used().micros(part) / transactions);
        }
        samples.add(name(peer, "a second"), measured.result().perSecond());
    }

    private MarkdownTable table() {
        List<String> columns = new ArrayList<>(List.of("microseconds a transaction, " + THREADS + " callers"));
        List<String> figures = new ArrayList<>();
        for (Duty duty : Duty.values()) {
            figures.add(duty.label());
        }
        columns.addAll(figures);
        columns.addAll(List.of("database", "broker", "together", "transactions a second"));
        figures.addAll(List.of(Part.DATABASE.toString(), Part.BROKER.toString()));
        MarkdownTable table = new MarkdownTable(columns.toArray(String[]::new));
        for (Peer peer : PEERS) {
            List<String> cells = new ArrayList<>();
            double together = 0;
            for (String figure : figures) {
                double micros = samples.median(name(peer, figure));
                together += micros;
                cells.add(Cell.whole(micros));
            }
            cells.add(Cell.whole(together));
            cells.add(MarkdownTable.figure(samples, name(peer, "a second")));
            table.row(peer.label(SHAPE), cells);
        }
        return table;
    }

    private static String name(Peer peer, String figure) {
        return peer + ", " + figure;
    }
}
