package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.decided.Variant;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What a business transaction pays for its report, by who decides, beside the row alone and an outbox row, as Markdown on the
 * standard output. WildFly, PostgreSQL and a broker run as processes of their own on one disk; the callers are threads within
 * the server. Between two windows all is delivered, so that none pays for another's reports; what is delivered within a window
 * takes its processor time from the callers.
 */
public final class DecisionBenchmarks {

    /** Enough to have all processors compile and run. */
    private static final int WARMING_THREADS = 16;

    private static final int FEW_THREADS = 4;
    private static final int LOGGED = 100;
    private static final Duration LIMIT_TIME = Duration.ofMinutes(1);
    private static final Duration PROBE_TIME = Duration.ofMillis(500);
    private static final String SYNC = "one sync beside the journals";
    private static final String ROUND_TRIP = "one SELECT 1, to the database and back";
    private static final double NANOS_OF_MICRO = 1e3;

    private final Path directory;
    private final DecisionScale scale;
    private final PrintStream out;
    private final Samples samples = Samples.none();

    DecisionBenchmarks(Path directory, DecisionScale scale, PrintStream out) {
        this.directory = directory;
        this.scale = scale;
        this.out = out;
    }

    /** Takes the directory for all that is written, and the scale: full or quick. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]).resolve(UUID.randomUUID().toString());
        DecisionScale scale = DecisionScale.named(arguments.length > 1 ? arguments[1] : "full");
        new DecisionBenchmarks(directory, scale, System.out).run();
    }

    void run() throws Exception {
        Files.createDirectories(directory);
        out.printf("## Who decides, %s, %s%n%n", LocalDate.now(ZoneOffset.UTC), Machine.describe());
        try (DecisionBed bed = DecisionBed.start(directory)) {
            explain(bed);
            warmUp(bed);
            for (int round = 0; round < scale.rounds(); round++) {
                round(bed, round);
            }
            rates();
            added();
            syncs(bed);
            statements(bed);
        }
    }

    private void explain(DecisionBed bed) throws Exception {
        out.printf("PostgreSQL: %s%n%nDatasources: %s%n%n", bed.database().describe(), DecisionBed.describePools());
        out.println(
                "Callers are threads within the server: begin, insert a row, send 300 bytes with a key, commit. Server, database"
                        + " and one broker share the machine and one disk; what is delivered within a window costs its callers, and"
                        + " the next window begins when all is delivered. Nobody relays the outbox' rows: they cost their insert alone."
                        + " Processor time is that of all processes, from a window's beginning until all is delivered, for each"
                        + " transaction.\n");
    }

    private void warmUp(DecisionBed bed) throws Exception {
        for (Variant variant : Variant.values()) {
            bed.run(Run.of(variant, WARMING_THREADS, scale.warmUp()));
            settle(bed);
        }
    }

    private static void settle(DecisionBed bed) {
        bed.awaitDelivered();
        bed.database().awaitNoProofs();
    }

    /** All windows once, the variants in an order that turns. */
    private void round(DecisionBed bed, int round) throws Exception {
        for (int threads : scale.threads()) {
            if (threads <= FEW_THREADS) {
                samples.add(SYNC, 1e6 / new RawSync(bed.data(), PROBE_TIME).figure());
                samples.add(ROUND_TRIP, bed.database().roundTripMicros(PROBE_TIME));
            }
            List<Variant> order = new ArrayList<>(List.of(Variant.values()));
            Collections.rotate(order, -(round + scale.threads().indexOf(threads)));
            for (Variant variant : order) {
                window(bed, variant, threads);
            }
        }
    }

    private void window(DecisionBed bed, Variant variant, int threads) throws Exception {
        bed.database().clear();
        ProcessorTimes before = ProcessorTimes.now();
        Run.Result result = bed.run(Run.of(variant, threads, scale.window()));
        long end = System.nanoTime();
        bed.awaitDelivered();
        double wholeNanos = result.nanos() + (double) (System.nanoTime() - end);
        bed.database().awaitNoProofs();
        ProcessorTimes used = ProcessorTimes.now().since(before);
        Cell cell = new Cell(variant, threads);
        samples.add(cell.server(), used.server() / NANOS_OF_MICRO / result.transactions());
        samples.add(cell.database(), used.database() / NANOS_OF_MICRO / result.transactions());
        samples.add(cell.broker(), used.broker() / NANOS_OF_MICRO / result.transactions());
        samples.add(cell.rate(), result.perSecond());
        samples.add(cell.median(), result.medianNanos() / NANOS_OF_MICRO);
        samples.add(cell.slow(), result.slowNanos() / NANOS_OF_MICRO);
        samples.add(cell.mean(), threads * 1e6 / result.perSecond());
        samples.add(cell.delivered(), result.transactions() * 1e9 / wholeNanos);
    }

    /** A variant with so many callers, and the names of its figures. */
    private record Cell(Variant variant, int threads) {

        String rate() {
            return name("a second");
        }

        String median() {
            return name("median");
        }

        String slow() {
            return name("99 %");
        }

        String mean() {
            return name("mean");
        }

        String delivered() {
            return name("delivered");
        }

        String server() {
            return name("server");
        }

        String database() {
            return name("database");
        }

        String broker() {
            return name("broker");
        }

        private String name(String figure) {
            return variant + ", " + threads + ", " + figure;
        }

        Cell rowAlone() {
            return new Cell(Variant.ROW, threads);
        }
    }

    private static String threads(int threads) {
        return threads + (threads == 1 ? " thread" : " threads");
    }

    private void rates() {
        for (int threads : scale.threads()) {
            MarkdownTable table = new MarkdownTable(
                    "transactions, " + threads(threads),
                    "a second (least to most)",
                    "of the row alone",
                    "of the outbox row",
                    "median, microseconds",
                    "99 %, microseconds",
                    "with all delivered, a second",
                    "processor time: server + database + broker, microseconds");
            for (Variant variant : Variant.values()) {
                Cell cell = new Cell(variant, threads);
                table.row(
                        variant.label(),
                        List.of(
                                MarkdownTable.figure(samples, cell.rate()),
                                MarkdownTable.ratio(
                                        samples, cell.rate(), cell.rowAlone().rate()),
                                MarkdownTable.ratio(samples, cell.rate(), new Cell(Variant.OUTBOX, threads).rate()),
                                whole(samples.median(cell.median())),
                                whole(samples.median(cell.slow())),
                                variant.isReporting() ? MarkdownTable.figure(samples, cell.delivered()) : "",
                                whole(samples.median(cell.server())) + " + " + whole(samples.median(cell.database()))
                                        + " + " + whole(samples.median(cell.broker()))));
            }
            out.println(table);
        }
    }

    private void added() {
        double base = samples.median(SYNC) + samples.median(ROUND_TRIP);
        MarkdownTable bare = new MarkdownTable("nothing else running", "microseconds (least to most)");
        bare.row(samples, SYNC);
        bare.row(samples, ROUND_TRIP);
        out.println(bare);
        MarkdownTable table = new MarkdownTable(
                "latency added to the row alone, microseconds",
                "to the median",
                "to the mean",
                "median's, of one sync and one round trip (" + whole(base) + ")");
        for (int threads : scale.threads()) {
            for (Variant variant : Variant.values()) {
                if (threads <= FEW_THREADS && variant != Variant.ROW) {
                    Cell cell = new Cell(variant, threads);
                    double median =
                            samples.difference(cell.median(), cell.rowAlone().median());
                    double mean =
                            samples.difference(cell.mean(), cell.rowAlone().mean());
                    table.row(
                            variant.label() + ", " + threads(threads),
                            List.of(whole(median), whole(mean), String.format(Locale.ROOT, "%.2f", median / base)));
                }
            }
        }
        out.println(table);
    }

    /** In windows of their own, since counting costs a little. */
    private void syncs(DecisionBed bed) throws Exception {
        List<String> columns =
                new ArrayList<>(List.of("syncs for each transaction, of the database's log + of journals"));
        scale.threads().forEach(threads -> columns.add(threads(threads)));
        MarkdownTable table = new MarkdownTable(columns.toArray(String[]::new));
        for (Variant variant : Variant.values()) {
            List<String> cells = new ArrayList<>();
            for (int threads : scale.threads()) {
                bed.endSessions();
                long before = bed.database().logSyncs();
                Run.Result result =
                        bed.run(Run.of(variant, threads, scale.counted()).counted());
                settle(bed);
                bed.endSessions();
                double database = bed.database().logSyncs() - before;
                cells.add(String.format(
                        Locale.ROOT,
                        "%.2f + %.2f",
                        database / result.transactions(),
                        (double) result.syncs() / result.transactions()));
            }
            table.row(variant.label(), cells);
        }
        out.println(table);
    }

    /** By one caller, whose statements the database logs. */
    private void statements(DecisionBed bed) throws Exception {
        MarkdownTable table = new MarkdownTable(
                "statements for each transaction, one thread", "the caller's", "the adapter's own, beside it");
        for (Variant variant : Variant.values()) {
            Run few = new Run(variant, 1, LIMIT_TIME, LOGGED, false);
            bed.run(few); // whatever a new session does first, it has done
            settle(bed);
            bed.database().logStatements(true);
            long before = Files.size(bed.database().server().log());
            long transactions = bed.run(few).transactions();
            settle(bed);
            bed.database().logStatements(false);
            String logged = Files.readString(bed.database().server().log()).substring((int) before);
            StatementLog log =
                    StatementLog.of(logged.lines().toList(), bed.database().session());
            table.row(variant.label(), List.of(log.ofCallers(transactions), log.ofOthers(transactions)));
        }
        out.println(table);
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
