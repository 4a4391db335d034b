package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.Profile.Look;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

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

    private static final Shape SMALL = new Shape(false, 1, 300);
    private static final Shape LARGE = new Shape(false, 100, 1024);
    private static final Shape WITH_ROW = new Shape(true, 1, 300);

    private static final List<Sight> SIGHTS = List.of(
            new Sight(Look.CALLERS, SMALL, 1, List.of(Peer.XA, Peer.JMS)),
            new Sight(Look.JOURNAL, SMALL, 1, List.of(Peer.XA)),
            new Sight(Look.PROCESSORS, SMALL, 1, List.of(Peer.XA, Peer.JMS)),
            new Sight(Look.PROCESSORS, LARGE, 16, List.of(Peer.XA, Peer.JMS)),
            new Sight(Look.CALLERS, WITH_ROW, 1, List.of(Peer.NOTHING, Peer.IDLE, Peer.XA, Peer.JMS)),
            new Sight(
                    Look.PROCESSORS,
                    WITH_ROW,
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
                    new Sight(Look.CALLERS, WITH_ROW, 1, List.of(Peer.XA)),
                    new Sight(Look.PROCESSORS, WITH_ROW, 2, List.of(Peer.XA))));

    private static final double NANOS_OF_MICRO = 1e3;
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
        Path directory = Path.of(arguments[0]).resolve(UUID.randomUUID().toString());
        new ProfileBenchmarks(directory, Scales.chosen(arguments, EXTENTS), System.out).run();
    }

    void run() throws Exception {
        Files.createDirectories(directory);
        out.printf("## Profiles, %s, %s%n%n", LocalDate.now(ZoneOffset.UTC), Machine.describe());
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
        bed.run(Run.warming(peer.work(sight.shape()), extent.warmUp()));
        bed.awaitDelivered();
        bed.database().clear();
        Path stacks = directory.resolve(String.format(
                Locale.ROOT,
                "%s-%s-%d-%s.collapsed",
                peer,
                sight.shape().slug(),
                sight.threads(),
                sight.look().name().toLowerCase(Locale.ROOT)));
        Usage before = Usage.now();
        Run.Result result = Profile.record(ServerBed.serverId(), sight.look(), stacks, () -> {
            Run.Result done = bed.run(Run.of(peer.work(sight.shape()), sight.threads(), extent.window()));
            bed.awaitDelivered();
            bed.database().awaitNoProofs();
            return done;
        });
        double whole = sight.look() == Look.PROCESSORS
                ? Usage.now().since(before).nanos().getOrDefault(Part.SERVER, 0L)
                        / NANOS_OF_MICRO
                        / result.transactions()
                : sight.threads() * MICROS_OF_SECOND / result.perSecond();
        Profile profile = Profile.read(stacks, sight.look());
        Map<Layer, Double> micros = new EnumMap<>(Layer.class);
        for (Layer layer : Layer.values()) {
            micros.put(layer, profile.share(layer) * whole);
        }
        return micros;
    }
}
