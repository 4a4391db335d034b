package dev.rapporteur.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Parking;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command over a journal on the real file system. */
class JournalToolTest {

    private static final int REPORTS = 200;

    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return JournalTool.run(new PrintWriter(out), new PrintWriter(err), args);
    }

    /** Two partitions of payments, one with deliveries and one that waits; a rolled-back branch; a topic without a Route. */
    private Path journal() {
        Path directory = temp.resolve("journal");
        try (WrittenJournal journal = new WrittenJournal(directory)) {
            write(journal);
        }
        return directory;
    }

    private static void write(WrittenJournal journal) {
        journal.route("payments", 2);
        for (int i = 0; i < REPORTS; i++) {
            journal.commit("payments", i % 2, "payment-" + i);
        }
        journal.prepare("lost", "payments", 0, "rolled-back");
        journal.decide("lost", Decision.ROLLBACK);
        journal.commit("audit", 0, "audit-0", "audit-1");
        journal.deliver("payments", 0, 10);
    }

    @Test
    void shouldDescribeWhatIsThere() {
        Path directory = journal();

        assertThat(run("describe", directory.toString())).isZero();

        assertThat(out.toString())
                .contains(WrittenJournal.ID.toString())
                .contains("In use          no")
                .contains("Last closed     in order")
                .containsPattern("payments-0 +90 ")
                .containsPattern("payments-1 +100 ")
                .containsPattern("audit \\(partitions unknown\\) +2 ");
    }

    /** Of three that Kafka refused one is retried, one dropped, and one stays. */
    private Path parkedJournal() {
        Path directory = temp.resolve("journal");
        try (WrittenJournal journal = new WrittenJournal(directory)) {
            journal.route("payments", 2);
            journal.commit("payments", 0, "retried", "dropped", "parked");
            journal.park("payments", 0, 3);
            journal.commit("payments", 0, "goes on");
            journal.append(new Parking.Retried(
                    "payments", 0, 1, List.of(journal.parked().get(0).sequence())));
            journal.append(
                    new Parking.Dropped("payments", 0, journal.parked().get(0).sequence(), "nobody wants it", 5));
            journal.append(new Frame.TransactionalIdUsed(4, 2));
            journal.append(new Frame.Mapped("payments", 1, 0));
        }
        return directory;
    }

    @Test
    void shouldDescribeWhatIsParkedWithItsReason() {
        Path directory = parkedJournal();

        assertThat(run("describe", directory.toString())).isZero();

        assertThat(out.toString())
                .contains("Parked          1 reports")
                .contains("Mapped          payments-1 to payments-0")
                .contains("Kafka ids       4 (broker 2)")
                .containsPattern("payments-0 +1 ")
                .containsPattern("payments-1 +1 ")
                .contains("refused");
        assertThat(run("verify", directory.toString())).isZero();
    }

    @Test
    void shouldDumpEachReportOnceWithWhatBecameOfItWhenSomeWereParked() throws IOException {
        Path directory = parkedJournal();

        assertThat(run("dump", directory.toString())).isZero();

        Map<String, String> states = new HashMap<>();
        for (JsonNode line : lines(out.toString())) {
            String payload =
                    new String(Base64.getDecoder().decode(line.get("payload").asText()), StandardCharsets.UTF_8);
            String state = line.get("partition") + " " + line.get("state").asText() + " "
                    + line.path("reason").asText();
            assertThat(states.put(payload, state)).isNull();
        }
        assertThat(states)
                .isEqualTo(Map.of(
                        "retried", "1 undelivered ",
                        "dropped", "0 dropped nobody wants it",
                        "parked", "0 parked refused",
                        "goes on", "0 undelivered "));
    }

    @Test
    void shouldExportWhatIsParkedToAFileOfItsOwn() throws IOException {
        Path directory = parkedJournal();
        Path to = temp.resolve("out");

        assertThat(run("export", directory.toString(), "--to", to.toString())).isZero();

        assertThat(lines(Files.readString(to.resolve("payments-0-parked.jsonl"))))
                .singleElement()
                .satisfies(line -> assertThat(line.get("reason").asText()).isEqualTo("refused"));
        assertThat(lines(Files.readString(to.resolve("payments-0.jsonl")))).hasSize(1);
        assertThat(lines(Files.readString(to.resolve("payments-1.jsonl")))).hasSize(1);
    }

    @Test
    void shouldChangeNothing() throws IOException {
        Path directory = journal();
        Map<String, byte[]> before = contents(directory);

        for (String command : List.of("describe", "verify", "dump", "in-doubt")) {
            assertThat(run(command, directory.toString())).as(command).isZero();
        }
        assertThat(run(
                        "export",
                        directory.toString(),
                        "--to",
                        temp.resolve("out").toString()))
                .isZero();

        assertThat(contents(directory)).usingRecursiveComparison().isEqualTo(before);
    }

    private static Map<String, byte[]> contents(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            Map<String, byte[]> contents = new HashMap<>();
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
            return contents;
        }
    }

    @Test
    void shouldReadAJournalThatIsInUseAndRefuseToWriteIt() {
        Path directory = temp.resolve("journal");
        try (WrittenJournal journal = new WrittenJournal(directory)) {
            write(journal);

            assertThat(run("describe", directory.toString())).isZero();
            assertThat(out.toString()).contains("In use          yes").containsPattern("payments-1 +100 ");
            assertThat(run("verify", directory.toString())).isZero();
            assertThat(run("verify", "--quarantine", directory.toString())).isEqualTo(3);
            assertThat(run("replay", directory.toString(), "--bootstrap-servers=127.0.0.1:1", "--mark-delivered"))
                    .isEqualTo(3);
            assertThat(err.toString()).contains("is in use");

            journal.commit("payments", 0, "still works");
        }
    }

    @Test
    void shouldFindAFlippedBitAndLetTheNextOpeningMendIt() throws IOException {
        Path directory = journal();
        assertThat(run("verify", directory.toString())).as(out.toString()).isZero();
        Path segment = directory.resolve(firstSegment(directory));
        flip(segment, 1_000);

        assertThat(run("verify", directory.toString())).isEqualTo(1);
        assertThat(out.toString())
                .containsPattern("PROBLEM " + segment.getFileName() + ": bytes \\d+ to \\d+ are damaged: frames");
        assertThat(run("dump", directory.toString())).isEqualTo(1);

        assertThat(run("verify", "--quarantine", directory.toString())).isEqualTo(1);
        new WrittenJournal(directory).close();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("quarantined-"));
        }
    }

    @Test
    void shouldFindAnyFlippedBitOfAFrame() throws IOException {
        Path directory = journal();
        Path segment = directory.resolve(firstSegment(directory));
        // Frames begin at multiples of 8, and what pads them is less, and may hold anything: so none of these is
        // padding.
        for (long at = 0; at < 2_000; at += 96) {
            flip(segment, at);
            assertThat(run("verify", directory.toString()))
                    .as("bit of byte " + at)
                    .isEqualTo(1);
            flip(segment, at);
        }
        Path index = directory.resolve(firstSegment(directory).replace(".journal", ".index"));
        for (long at = 0; at < Files.size(index); at += 31) {
            flip(index, at);
            assertThat(run("verify", directory.toString()))
                    .as("bit of index byte " + at)
                    .isEqualTo(1);
            flip(index, at);
        }
        assertThat(run("verify", directory.toString())).isZero();
    }

    private static int firstNumber(Path directory) throws IOException {
        return Integer.parseInt(firstSegment(directory).replaceAll("\\D", ""));
    }

    private static String firstSegment(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("segment-\\d+\\.journal"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 4)).rewind();
            channel.write(one, at);
        }
    }

    @Test
    void shouldFindAReportThatAnIndexLeavesOut() throws IOException {
        Path directory = journal();
        Path index = directory.resolve(firstSegment(directory).replace(".journal", ".index"));
        WrittenIndex.of(index).withoutLastReport().write(index);

        assertThat(run("verify", directory.toString())).isEqualTo(1);
        assertThat(out.toString())
                .containsPattern("PROBLEM " + index.getFileName()
                        + ": it leaves out 1 reports of topic payments, partition [01], the first of them with sequence"
                        + " \\d+ at bytes \\d+ to \\d+ of segment " + firstNumber(directory));

        assertThat(run("verify", "--quarantine", directory.toString())).isEqualTo(1);
        new WrittenJournal(directory).close();
        out.getBuffer().setLength(0);
        assertThat(run("verify", directory.toString())).as(out.toString()).isZero();
    }

    @Test
    void shouldFindAReportThatAnIndexListsInTheWrongPlace() throws IOException {
        Path directory = journal();
        Path index = directory.resolve(firstSegment(directory).replace(".journal", ".index"));
        WrittenIndex.of(index).withTurnOfLastReport(17).write(index);

        assertThat(run("verify", directory.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("it leaves out 1 reports").contains("it should not list 1 reports");
    }

    @Test
    void shouldFindAMissingSegment() throws IOException {
        Path directory = journal();
        String missing = "segment-" + String.format("%010d", firstNumber(directory) + 1) + ".journal";
        Files.delete(directory.resolve(missing));

        assertThat(run("verify", directory.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("PROBLEM " + missing + ": is missing");
    }

    @Test
    void shouldDumpEachReportOnceWithItsState() {
        Path directory = journal();

        assertThat(run("dump", directory.toString())).isZero();

        Map<String, String> states = new HashMap<>();
        for (JsonNode line : lines(out.toString())) {
            assertThat(states.put(payload(line), line.get("state").asText()))
                    .as("once: " + line)
                    .isNull();
        }
        assertThat(states).hasSize(REPORTS + 3);
        assertThat(states)
                .containsEntry("payment-0", "delivered")
                .containsEntry("payment-18", "delivered")
                .containsEntry("payment-20", "undelivered")
                .containsEntry("payment-1", "undelivered")
                .containsEntry("rolled-back", "rolled-back")
                .containsEntry("audit-1", "undelivered");
    }

    /** Parts in one segment, and what becomes of their branches in later ones. */
    private Path journalOfParts() {
        Path directory = temp.resolve("journal");
        try (WrittenJournal journal = new WrittenJournal(directory)) {
            journal.route("payments", 2);
            journal.part(1, "payments", 0, "one-0", "one-1");
            journal.part(2, "payments", 1, "two-0");
            journal.part(3, "payments", 1, "dropped");
            journal.part(4, "payments", 1, "at work");
            // So that what follows lies in later segments.
            for (int i = 0; i < REPORTS; i++) {
                journal.commit("payments", 1, "between");
            }
            journal.part(1, "payments", 1, "one-2");
            journal.part(5, "payments", 0, "five-0");
            journal.commitParts(1, "payments", 0, "one-3");
            journal.prepareParts("two", 2, "payments", 1, "two-1");
            journal.drop(3);
            journal.prepareParts("five", 5, "payments", 0, "five-1");
            journal.decide("five", Decision.ROLLBACK);
        }
        return directory;
    }

    @Test
    void shouldDumpTheReportsOfBranchesWithParts() {
        Path directory = journalOfParts();
        assertThat(run("dump", directory.toString())).isZero();
        long delivered = lines(out.toString()).stream()
                .filter(line -> payload(line).equals("one-1"))
                .mapToLong(line -> line.get("sequence").asLong())
                .sum();
        try (WrittenJournal journal = new WrittenJournal(directory)) {
            journal.deliverTo("payments", 0, delivered + 1);
        }
        out.getBuffer().setLength(0);

        assertThat(run("dump", directory.toString())).isZero();

        Map<String, String> states = new HashMap<>();
        Map<String, Integer> partitions = new HashMap<>();
        List<JsonNode> lines = lines(out.toString());
        lines.removeIf(line -> payload(line).equals("between"));
        for (JsonNode line : lines) {
            states.put(payload(line), line.get("state").asText());
            partitions.put(payload(line), line.get("partition").asInt());
        }
        assertThat(states)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "one-0", "delivered",
                        "one-1", "delivered",
                        "one-2", "undelivered",
                        "one-3", "undelivered",
                        "two-0", "undecided",
                        "two-1", "undecided",
                        "five-0", "rolled-back",
                        "five-1", "rolled-back"));
        assertThat(partitions).containsEntry("one-1", 0).containsEntry("one-2", 1);
        assertThat(lines)
                .filteredOn(line -> payload(line).startsWith("one-"))
                .extracting(line -> line.get("sequence").asLong() % (1 << 20))
                .containsExactly(0L, 1L, 2L, 3L);
        assertThat(run("verify", directory.toString())).as(out.toString()).isZero();
    }

    @Test
    void shouldFilterADump() {
        Path directory = journal();

        assertThat(run(
                        "dump",
                        directory.toString(),
                        "--topic=payments",
                        "--partition=1",
                        "--state=undelivered",
                        "--from=2023-11-14T00:00:00Z"))
                .isZero();
        assertThat(lines(out.toString())).hasSize(REPORTS / 2);
        assertThat(run("dump", directory.toString(), "--to=2000-01-01T00:00:00Z"))
                .isZero();
        assertThat(lines(out.toString())).hasSize(REPORTS / 2);
        assertThat(run("dump", directory.toString(), "--state=strange")).isEqualTo(2);
        assertThat(err.toString())
                .contains("there are undelivered, undecided, parked, dropped, delivered and rolled-back");
    }

    @Test
    void shouldListBranchesInDoubt() {
        Path directory = temp.resolve("journal");
        try (WrittenJournal journal = new WrittenJournal(directory)) {
            journal.route("payments", 2);
            journal.prepare("node-1:42", "payments", 1, "a", "b");
        }

        assertThat(run("in-doubt", directory.toString())).isEqualTo(1);

        assertThat(out.toString())
                .contains("\"node-1:42\"")
                .contains(WrittenJournal.xid("node-1:42").toString())
                .contains("payments: 2 reports")
                .contains("held: they wait behind it");
    }

    @Test
    void shouldExportWhatIsUndeliveredInOrder() throws IOException {
        Path directory = journal();
        Path to = temp.resolve("out");

        assertThat(run("export", directory.toString(), "--to", to.toString())).isZero();

        List<String> expected = new ArrayList<>();
        for (int i = 20; i < REPORTS; i += 2) {
            expected.add("payment-" + i);
        }
        assertThat(lines(Files.readString(to.resolve("payments-0.jsonl"))))
                .extracting(JournalToolTest::payload)
                .isEqualTo(expected);
        assertThat(lines(Files.readString(to.resolve("payments-1.jsonl")))).hasSize(REPORTS / 2);
        assertThat(lines(Files.readString(to.resolve("audit-unrouted.jsonl"))))
                .extracting(JournalToolTest::payload)
                .containsExactly("audit-0", "audit-1");
        assertThat(run("export", directory.toString(), "--to", to.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("is not empty");
    }

    @Test
    void shouldExportPayloadsRaw() throws IOException {
        Path directory = journal();
        Path to = temp.resolve("out");

        assertThat(run("export", directory.toString(), "--raw", "--topic=audit", "--to", to.toString()))
                .isZero();

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(to.resolve("audit-unrouted.raw")));
        byte[] first = new byte[bytes.getInt()];
        bytes.get(first);
        assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("audit-0");
        assertThat(to.resolve("payments-0.raw")).doesNotExist();
    }

    @Test
    void shouldSayWhatStaysBehindAnUndecidedBranch() {
        Path directory = temp.resolve("journal");
        try (WrittenJournal journal = new WrittenJournal(directory)) {
            journal.route("payments", 1);
            journal.commit("payments", 0, "before");
            journal.prepare("open", "payments", 0, "undecided");
            journal.commit("payments", 0, "behind");
        }
        Path to = temp.resolve("out");

        assertThat(run("export", directory.toString(), "--to", to.toString())).isEqualTo(1);

        assertThat(err.toString()).contains("payments-0 keeps 2 reports");
        assertThat(out.toString()).contains("payments-0.jsonl: 1");
    }

    @Test
    void shouldRefuseWhatIsNoJournal() {
        assertThat(run("describe", temp.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("No journal lies in");
        assertThat(run("verify", temp.resolve("nowhere").toString())).isEqualTo(3);
        assertThat(temp.resolve("nowhere")).doesNotExist();
    }

    @Test
    void shouldStopWhenNobodyReadsWhatItPrints() {
        Path directory = journal();
        Writer closed = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        for (String command : List.of("dump", "describe", "verify")) {
            err.getBuffer().setLength(0);
            assertThat(JournalTool.run(new PrintWriter(closed), new PrintWriter(err), command, directory.toString()))
                    .isEqualTo(3);
            assertThat(err.toString().lines()).singleElement().asString().contains("could not be written");
        }
    }

    @Test
    void shouldTellUsageFromFailure() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("describe")).isEqualTo(2);
        assertThat(run("descirbe", temp.toString())).isEqualTo(2);
        assertThat(run("dump", temp.toString(), "--topic")).isEqualTo(2);
        assertThat(run("dump", temp.toString(), "--from=yesterday")).isEqualTo(2);
        assertThat(run("dump", temp.toString(), "--bogus")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "rapporteur-journal: Name a command: describe, verify, dump, in-doubt, export, replay,"
                                + " decision-table. See: rapporteur-journal --help",
                        "rapporteur-journal: Missing required parameter: 'DIRECTORY'. See: rapporteur-journal describe"
                                + " --help",
                        "rapporteur-journal: There is no command 'descirbe'. See: rapporteur-journal --help",
                        "rapporteur-journal: Missing required parameter for option '--topic' (TOPIC). See:"
                                + " rapporteur-journal dump --help",
                        "rapporteur-journal: Invalid value for option '--from': 'yesterday' is no time as"
                                + " 2026-11-24T17:35:00Z. See: rapporteur-journal dump --help",
                        "rapporteur-journal: Unknown option: '--bogus'. See: rapporteur-journal dump --help");
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Exit codes:").contains("replay").contains("in-doubt");
        assertThat(run("replay", "--help")).isZero();
        assertThat(out.toString()).contains("--mark-delivered");
    }

    private static List<JsonNode> lines(String text) {
        ObjectMapper mapper = new ObjectMapper();
        return text.lines()
                .map(line -> {
                    try {
                        return mapper.readTree(line);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String payload(JsonNode line) {
        return new String(Base64.getDecoder().decode(line.get("payload").asText()), StandardCharsets.UTF_8);
    }

    @Test
    void shouldPrintTheDecisionTable() {
        assertThat(run("decision-table", "--database=postgresql", "--table=audit.decisions"))
                .isZero();

        assertThat(out.toString())
                .contains("CREATE TABLE IF NOT EXISTS audit.decisions (", "GRANT SELECT, INSERT, UPDATE, DELETE");
    }

    @Test
    void shouldRefuseATableNameThatIsNone() {
        assertThat(run("decision-table", "--database=h2", "--table=a;b")).isEqualTo(3);

        assertThat(err.toString()).contains("\"a;b\" is no table's name");
    }
}
