package dev.rapporteur.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.benchmarks.decided.Variant;
import dev.rapporteur.benchmarks.decided.Work;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a business transaction pays for its report, by who decides, beside the row alone and an outbox row, as Markdown on the
 * standard output. WildFly, PostgreSQL and a broker run as processes of their own on one disk; the callers are threads within
 * the server. Between two windows all is delivered, so that none pays for another's reports; what is delivered within a window
 * takes its processor time from the callers.
 */
public final class DecisionBenchmarks {

    static final Work ROW = Work.withRow(Variant.NOTHING);

    private static final Work OUTBOX = Work.withRow(Variant.OUTBOX);

    static final List<Work> WORKS = List.of(
            ROW,
            Work.withRow(Variant.BY_TRANSACTION_ID),
            Work.withRow(Variant.BY_TABLE),
            OUTBOX,
            Work.withRow(Variant.XA),
            Work.withRow(Variant.IDLE));

    private static final int FEW_THREADS = 4;
    private static final int LOGGED = 100;
    private static final Duration LIMIT_TIME = Duration.ofMinutes(1);
    private static final Duration PROBE_TIME = Duration.ofMillis(500);
    private static final String SYNC = "one sync beside the journals";
    private static final String ROUND_TRIP = "one SELECT 1, to the database and back";

    private final Path directory;
    private final DecisionScale scale;
    private final PrintStream out;
    private final Samples samples = Samples.none();

    DecisionBenchmarks(Path directory, DecisionScale scale, PrintStream out) {
        this.directory = directory;
        this.scale = scale;
        this.out = out;
    }

    /** Takes the directory for all that is written, and the scale: full, quick or smoke. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Directories.fresh(arguments);
        DecisionScale scale = Scales.chosen(arguments, DecisionScale.NAMED);
        new DecisionBenchmarks(directory, scale, System.out).run();
    }

    void run() throws Exception {
        out.println(Machine.heading("Who decides"));
        try (ServerBed bed = ServerBed.start(directory, Map.of())) {
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

    private void explain(ServerBed bed) throws Exception {
        out.printf("PostgreSQL: %s%n%nDatasources: %s%n%n", bed.database().describe(), ServerBed.describePools());
        out.println(
                "Callers are threads within the server: begin, insert a row, send 300 bytes with a key, commit. Server, database"
                        + " and one broker share the machine and one disk; what is delivered within a window costs its callers, and"
                        + " the next window begins when all is delivered. Nobody relays the outbox' rows: they cost their insert alone."
                        + " Processor time is that of all processes, from a window's beginning until all is delivered, for each"
                        + " transaction.\n");
    }

    private void warmUp(ServerBed bed) throws Exception {
        for (Work work : WORKS) {
            bed.run(Run.warming(work, scale.warmUp()));
            settle(bed);
        }
    }

    private static void settle(ServerBed bed) {
        bed.awaitDelivered();
        bed.database().awaitNoProofs();
    }

    /** All windows once, the variants in an order that turns. */
    private void round(ServerBed bed, int round) throws Exception {
        for (int threads : scale.threads()) {
            if (threads <= FEW_THREADS) {
                samples.add(SYNC, 1e6 / new RawSync(bed.data(), PROBE_TIME).figure());
                samples.add(ROUND_TRIP, bed.database().roundTripMicros(PROBE_TIME));
            }
            List<Work> order = new ArrayList<>(WORKS);
            Collections.rotate(order, -(round + scale.threads().indexOf(threads)));
            for (Work work : order) {
                cell(work, threads).measure(bed, work, scale.window(), samples, sent -> bed.awaitDelivered());
            }
        }
    }

    private static Cell cell(Work work, int threads) {
        return new Cell(work.label(), threads);
    }

    private void rates() {
        for (int threads : scale.threads()) {
            MarkdownTable table = new MarkdownTable(
                    "transactions, " + Cell.threads(threads),
                    "a second (least to most)",
                    "of the row alone",
                    "of the outbox row",
                    "median, microseconds",
                    "99 %, microseconds",
                    "with all delivered, a second",
                    "processor time: server + database + broker, microseconds");
            for (Work work : WORKS) {
                Cell cell = cell(work, threads);
                table.row(
                        work.label(),
                        List.of(
                                MarkdownTable.figure(samples, cell.rate()),
                                MarkdownTable.ratio(
                                        samples,
                                        cell.rate(),
                                        cell.of(ROW.label()).rate()),
                                MarkdownTable.ratio(
                                        samples,
                                        cell.rate(),
                                        cell.of(OUTBOX.label()).rate()),
                                Cell.whole(samples.median(cell.median())),
                                Cell.whole(samples.median(cell.slow())),
                                work.variant().isReporting() ? MarkdownTable.figure(samples, cell.delivered()) : "",
                                cell.processorTimes(samples)));
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
                "median's, of one sync and one round trip (" + Cell.whole(base) + ")");
        for (int threads : scale.threads()) {
            for (Work work : WORKS) {
                if (threads <= FEW_THREADS && !work.equals(ROW)) {
                    Cell cell = cell(work, threads);
                    double median = samples.difference(
                            cell.median(), cell.of(ROW.label()).median());
                    double mean =
                            samples.difference(cell.mean(), cell.of(ROW.label()).mean());
                    table.row(
                            work.label() + ", " + Cell.threads(threads),
                            List.of(
                                    Cell.whole(median),
                                    Cell.whole(mean),
                                    String.format(Locale.ROOT, "%.2f", median / base)));
                }
            }
        }
        out.println(table);
    }

    /** In windows of their own, since counting costs a little. */
    private void syncs(ServerBed bed) throws Exception {
        List<String> columns =
                new ArrayList<>(List.of("syncs for each transaction, of the database's log + of journals"));
        scale.threads().forEach(threads -> columns.add(Cell.threads(threads)));
        MarkdownTable table = new MarkdownTable(columns.toArray(String[]::new));
        for (Work work : WORKS) {
            List<String> cells = new ArrayList<>();
            for (int threads : scale.threads()) {
                bed.endSessions();
                long before = bed.database().logSyncs();
                Run.Result result =
                        bed.run(Run.of(work, threads, scale.counted()).counted());
                settle(bed);
                bed.endSessions();
                double database = bed.database().logSyncs() - before;
                cells.add(String.format(
                        Locale.ROOT,
                        "%.2f + %.2f",
                        database / result.transactions(),
                        (double) result.syncs() / result.transactions()));
            }
            table.row(work.label(), cells);
        }
        out.println(table);
    }

    /** By one caller, whose statements the database logs. */
    private void statements(ServerBed bed) throws Exception {
        MarkdownTable table = new MarkdownTable(
                "statements for each transaction, one thread", "the caller's", "the adapter's own, beside it");
        for (Work work : WORKS) {
            Run few = new Run(work, 1, LIMIT_TIME, LOGGED, false);
            bed.run(few); // whatever a new session does first, it has done
            settle(bed);
            bed.database().logStatements(true);
            long before = Files.size(bed.database().server().log());
            long transactions = bed.run(few).transactions();
            settle(bed);
            bed.database().logStatements(false);
            byte[] log = Files.readAllBytes(bed.database().server().log());
            String logged = new String(log, (int) before, log.length - (int) before, UTF_8);
            StatementLog statements =
                    StatementLog.of(logged.lines().toList(), bed.database().session());
            table.row(work.label(), List.of(statements.ofCallers(transactions), statements.ofOthers(transactions)));
        }
        out.println(table);
    }
}
