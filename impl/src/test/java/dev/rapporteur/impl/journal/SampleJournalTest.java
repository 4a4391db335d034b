package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.outbound.Choosing;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.ReadBack;
import dev.rapporteur.impl.thread.Bell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the committed journals of each format version: what this version wrote once it must always understand. */
class SampleJournalTest {

    private static final Path SAMPLES = Path.of("src", "test", "resources", "journals");
    private static final Path COPY = Path.of("target", "sample-journal");
    private static final String EXPECTED = "expected.txt";
    private static final int TURNS = 20;

    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void clear() throws IOException {
        if (Files.exists(COPY)) {
            for (String name : names(COPY)) {
                Files.delete(COPY.resolve(name));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, SegmentHeader.VERSION})
    void shouldUnderstandTheSample(int version) throws IOException {
        Path sample = copy("version-" + version);

        describe(sample);

        String actual = String.join("\n", lines) + "\n";
        Files.writeString(Path.of("target", "sample-journal.txt"), actual);
        Path expected = SAMPLES.resolve("version-" + version).resolve(EXPECTED);
        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    @Test
    void shouldWriteTheSampleOfThePresentVersionAgainByteForByte() throws IOException {
        Path sample = SAMPLES.resolve("version-" + SegmentHeader.VERSION);
        SimulatedDirectory made = SampleJournal.make();

        for (String name : names(sample)) {
            if (!name.equals(EXPECTED)) {
                assertThat(made.bytes(name)).as(name).isEqualTo(Files.readAllBytes(sample.resolve(name)));
            }
        }
    }

    @Test
    void shouldHaveEachKindOfFrameInTheSample() throws IOException {
        FileSystemDirectory directory = FileSystemDirectory.at(copy("version-" + SegmentHeader.VERSION));
        TreeSet<String> kinds = new TreeSet<>();
        for (String name : directory.list()) {
            if (SegmentName.parse(name).isPresent()) {
                try (SegmentReader reader = new SegmentReader(
                        directory.open(name), SegmentName.parse(name).orElseThrow())) {
                    for (SegmentReader.Found found = reader.next(); found != null; found = reader.next()) {
                        kinds.add(FrameCodec.decode(found.header().kind(), found.payload())
                                .getClass()
                                .getSimpleName());
                    }
                }
            }
        }

        assertThat(kinds)
                .containsExactlyElementsOf(new TreeSet<>(FrameCodecTest.frames()
                        .map(frame -> frame.getClass().getSimpleName())
                        .toList()));
    }

    @ParameterizedTest
    @CsvSource({"1, segment-0000000001.journal", "2, segment-0000000005.journal", "3, segment-0000000005.journal"})
    void shouldRefuseTheSampleOfAnOlderVersionByNameAndChangeNothing(int version, String segment) throws IOException {
        Path sample = copy("version-" + version);
        Map<String, String> before = content(sample);

        assertThatThrownBy(() -> open(sample, newOutbound(new ArrayList<>())))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(segment)
                .hasMessageContaining("format version " + version)
                .hasMessageContaining("this adapter reads 4 to " + SegmentHeader.VERSION);

        Map<String, String> after = content(sample);
        after.remove("lock");
        assertThat(after).isEqualTo(before);
    }

    private static Path copy(String version) throws IOException {
        Files.createDirectories(COPY);
        for (String name : names(SAMPLES.resolve(version))) {
            if (!name.equals(EXPECTED)) {
                Files.copy(SAMPLES.resolve(version).resolve(name), COPY.resolve(name));
            }
        }
        return COPY;
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Map<String, String> content(Path directory) throws IOException {
        Map<String, String> content = new TreeMap<>();
        for (String name : names(directory)) {
            content.put(name, Files.readString(directory.resolve(name), StandardCharsets.ISO_8859_1));
        }
        return content;
    }

    private static Outbound newOutbound(List<PartitionBuffer> hungry) {
        return new Outbound(OutboundListener.ofHungry(hungry::add), new MemoryBudget(1 << 20), () -> 0);
    }

    private static Journal open(Path directory, Outbound outbound) {
        return Journal.open(
                FileSystemDirectory.at(directory),
                SampleJournal.SETTINGS,
                outbound,
                999,
                new UUID(0, 0),
                () -> 0, // so that no mark comes between, whose sequence would count
                new Bell());
    }

    private void describe(Path directory) {
        List<PartitionBuffer> hungry = new ArrayList<>();
        Outbound outbound = newOutbound(hungry);
        try (Journal journal = open(directory, outbound)) {
            ReadBack readBack = outbound.newReadBack(journal.newFiles());
            lines.add("journal " + journal.id());
            lines.add("obstacle to recovery: " + (journal.recoveryObstacle() != null));
            Frame.Snapshot state = outbound.snapshot();
            state.incarnations().forEach(one -> lines.add("incarnation " + one));
            state.routes().forEach(one -> lines.add(one.toString()));
            state.choices().forEach(one -> lines.add(one.toString()));
            state.positions().forEach(one -> lines.add(one.toString()));
            state.heuristics().forEach(one -> lines.add(one.toString()));
            state.prepared()
                    .forEach(one -> lines.add("Prepared[xid=" + one.xid() + ", sequence=" + one.sequence()
                            + ", released=" + one.released() + ", shares=" + one.shares() + "]"));
            state.quarantined().forEach(one -> lines.add(one.toString()));
            outbound.parked()
                    .list()
                    .forEach(one -> lines.add("parked " + one.partition() + "@" + one.sequence() + " id "
                            + one.id().number() + " since " + one.sinceMs() + ": " + one.reason()));
            state.transactionalIds().forEach(one -> lines.add(one.toString()));
            state.observers().forEach(one -> lines.add(one.toString()));
            state.mappings().forEach(one -> lines.add(one.toString()));
            state.proven().forEach(one -> lines.add(one.toString()));
            outbound.wantedTopics().forEach(topic -> lines.add("wanted " + topic));
            lines.add("waiting " + outbound.totals().waitingReports());
            take(outbound, journal, readBack, hungry);
            lines.add("-- all committed and routed --");
            state.prepared()
                    .forEach(branch ->
                            journal.append(new Frame.BranchDecided(branch.xid(), Frame.Decision.COMMIT, false)));
            outbound.wantedTopics().forEach(topic -> journal.append(new Frame.Route(topic, 2)));
            journal.turn();
            choose(outbound, journal);
            take(outbound, journal, readBack, hungry);
            readBack.stop();
            readBack.turn();
        }
    }

    private static void choose(Outbound outbound, Journal journal) {
        Choosing choosing = outbound.newChoosing(
                journal.newFiles(), (report, partitions) -> OptionalInt.of(2), journal::append, new Bell());
        while (outbound.hasToChoose()) {
            choosing.turn();
            journal.turn();
        }
        choosing.stop();
        choosing.turn();
    }

    private void take(Outbound outbound, Journal journal, ReadBack readBack, List<PartitionBuffer> hungry) {
        Map<String, List<String>> taken = new TreeMap<>();
        for (int i = 0; i < TURNS; i++) {
            outbound.work();
            List<PartitionBuffer> buffers = new ArrayList<>(outbound.partitions());
            buffers.sort(Comparator.comparing(buffer -> buffer.id().toString()));
            for (PartitionBuffer buffer : buffers) {
                buffer.take(Integer.MAX_VALUE, Long.MAX_VALUE)
                        .forEach(report -> taken.computeIfAbsent(buffer.id().toString(), one -> new ArrayList<>())
                                .add(text(report)));
            }
            List.copyOf(hungry).forEach(readBack::hungry);
            hungry.clear();
            readBack.turn();
            journal.turn();
        }
        taken.values().forEach(lines::addAll);
    }

    private static String text(OutboundReport report) {
        byte[] key = report.key();
        byte[] payload = report.payload();
        String headers = String.join(
                " ",
                report.headers().stream()
                        .map(header -> header.name() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                        .toList());
        return report.partition() + "@" + report.sequence() + " id "
                + report.id().number() + " at "
                + report.timestampMs() + " key " + (key == null ? "none" : new String(key, StandardCharsets.UTF_8))
                + " headers [" + headers + "] payload "
                + (payload == null ? "none" : new String(payload, StandardCharsets.UTF_8));
    }
}
