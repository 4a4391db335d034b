package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.Profile.Look;
import dev.rapporteur.benchmarks.decided.Work;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What limits a transaction, by a profile of the server: whose code its processors run, and where a caller's time goes, as Markdown on the
 * standard output. The stacks stay in the directory, for flame graphs.
 */
public final class ProfileBenchmarks {

    /**
     * One table.
     *
     * @param peers its columns
     */
    record Sight(Look look, Shape shape, int threads, List<Peer> peers) {}

    /**
     * How much is measured.
     *
     * @param warmUp how long each peer runs before it is looked at: compilers need a minute and more for a server's code
     * @param window how long it is looked at
     */
    record Extent(Duration warmUp, Duration window, List<Sight> sights) {}

    private static final List<Sight> SIGHTS = List.of(
            new Sight(Look.CALLERS, Shape.SMALL, 1, List.of(Peer.XA, Peer.JMS)),
            new Sight(Look.JOURNAL, Shape.SMALL, 1, List.of(Peer.XA)),
            new Sight(Look.PROCESSORS, Shape.SMALL, 1, List.of(Peer.XA, Peer.JMS)),
            new Sight(Look.PROCESSORS, Shape.LARGE, 16, List.of(Peer.XA, Peer.JMS)),
            new Sight(Look.CALLERS, Shape.SMALL_WITH_ROW, 1, List.of(Peer.NOTHING, Peer.IDLE, Peer.XA, Peer.JMS)),
            new Sight(
                    Look.PROCESSORS,
                    Shape.SMALL_WITH_ROW,
                    16,
                    List.of(Peer.NOTHING, Peer.IDLE, Peer.XA, Peer.ASKED_ID, Peer.BY_TRANSACTION_ID, Peer.BY_TABLE)));

    /** Full takes some twenty minutes, quick ten. */
    static final Map<String, Extent> EXTENTS = Map.of(
            "full", new Extent(Duration.ofSeconds(60), Duration.ofSeconds(15), SIGHTS),
            "quick", new Extent(Duration.ofSeconds(25), Duration.ofSeconds(10), SIGHTS));

    /** Whether it runs at all. */
    static final Extent SMOKE = new Extent(
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            List.of(
                    new Sight(Look.CALLERS, Shape.SMALL_WITH_ROW, 1, List.of(Peer.XA)),
                    new Sight(Look.JOURNAL, Shape.SMALL_WITH_ROW, 1, List.of(Peer.XA)),
                    new Sight(Look.PROCESSORS, Shape.SMALL_WITH_ROW, 2, List.of(Peer.XA))));

    private static final double MICROS_OF_SECOND = 1e6;

    private final Path directory;
    private final Extent extent;
    private final PrintStream out;

    ProfileBenchmarks(Path directory, Extent extent, PrintStream out) {
        this.directory = directory;
        this.extent = extent;
        this.out = out;
    }

    /** Takes the directory for all that is written, and the scale: full or quick. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Directories.fresh(arguments);
        new ProfileBenchmarks(directory, Scales.chosen(arguments, EXTENTS), System.out).run();
    }

    void run() throws Exception {
        out.println(Machine.heading("Profiles"));
        try (ServerBed bed = ServerBed.start(directory, Map.of())) {
            for (Sight sight : extent.sights()) {
                out.println(table(bed, sight));
            }
        }
        out.printf("The stacks are in %s.%n", directory);
    }

    private MarkdownTable table(ServerBed bed, Sight sight) throws Exception {
        List<String> columns = new ArrayList<>();
        columns.add(heading(sight));
        List<Map<Layer, Double>> parts = new ArrayList<>();
        for (Peer peer : sight.peers()) {
            columns.add(peer.label(sight.shape()));
            parts.add(micros(bed, sight, peer));
        }
        MarkdownTable table = new MarkdownTable(columns.toArray(String[]::new));
        for (Layer layer : Layer.values()) {
            table.row(
                    layer.label(),
                    parts.stream()
                            .map(micros -> Cell.whole(micros.getOrDefault(layer, 0.0)))
                            .toList());
        }
        table.row(
                "together",
                parts.stream()
                        .map(micros -> Cell.whole(micros.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()))
                        .toList());
        return table;
    }

    private static String heading(Sight sight) {
        return sight.look().label() + " for a transaction, microseconds, "
                + sight.shape().label() + ", " + Cell.threads(sight.threads());
    }

    private Map<Layer, Double> micros(ServerBed bed, Sight sight, Peer peer) throws Exception {
        Work work = peer.work(sight.shape());
        bed.run(Run.warming(work, extent.warmUp()));
        bed.awaitDelivered();
        Path stacks = directory.resolve(String.format(
                        Locale.ROOT,
                        "%s-%s-%d-%s.collapsed",
                        peer,
                        sight.shape().slug(),
                        sight.threads(),
                        sight.look())
                .toLowerCase(Locale.ROOT));
        double whole = whole(bed, sight, Run.of(work, sight.threads(), extent.window()), stacks);
        Profile profile = Profile.read(stacks, sight.look());
        Map<Layer, Double> micros = new EnumMap<>(Layer.class);
        for (Layer layer : Layer.values()) {
            micros.put(layer, profile.share(layer) * whole);
        }
        return micros;
    }

    /** Records the stacks while callers do what a run says. @return how many microseconds of a transaction they are of */
    private static double whole(ServerBed bed, Sight sight, Run run, Path stacks) throws Exception {
        if (sight.look() == Look.PROCESSORS) {
            ServerBed.Measured measured =
                    Profile.record(ServerBed.serverId(), sight.look(), stacks, () -> bed.measure(run));
            return measured.used().micros(Part.SERVER) / measured.result().transactions();
        }
        Run.Result result = Profile.record(ServerBed.serverId(), sight.look(), stacks, () -> bed.run(run));
        bed.awaitDelivered();
        int threads = sight.look() == Look.CALLERS ? sight.threads() : 1; // the journal's is one
        return threads * MICROS_OF_SECOND / result.perSecond();
    }
}
