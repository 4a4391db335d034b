package dev.rapporteur.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.JournalException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not the journal's own, topics that are none, and places where an export can't go. */
class StrangeFilesTest {

    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path directory;

    @BeforeEach
    void write() {
        directory = temp.resolve("journal");
        try (WrittenJournal journal = new WrittenJournal(directory)) {
            journal.route("payments", 1);
            for (int i = 0; i < 100; i++) {
                journal.commit("payments", 0, "payment-" + i + "-".repeat(100));
            }
            journal.commit("audit", 0, "waits for its Route");
        }
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return JournalTool.run(new PrintWriter(out), new PrintWriter(err), args);
    }

    @Test
    void shouldPassOverNamesThatAreNoneOfTheJournals() throws IOException {
        for (String name :
                List.of("segment-9999999999.journal", "segment-9999999999.index", "spare-x", "spare-9999999999")) {
            Files.writeString(directory.resolve(name), "strange");
        }

        for (String command : List.of("describe", "verify", "dump", "in-doubt")) {
            assertThat(run(command, directory.toString())).as(command + err).isZero();
        }
        new WrittenJournal(directory, 1_000).close();

        assertThat(directory.resolve("spare-x")).hasContent("strange");
    }

    @Test
    void shouldNameASegmentThatStandsFarFromTheOthers() throws IOException {
        Files.createFile(directory.resolve("segment-2147483647.journal"));

        for (String command : List.of("describe", "verify", "dump", "in-doubt")) {
            assertThat(run(command, directory.toString())).as(command).isEqualTo(3);
            assertThat(err.toString())
                    .as(command)
                    .contains("segment-2147483647.journal")
                    .contains("move it away");
        }
    }

    @Test
    void shouldNotTakeASpareOfTheRightSizeWithAStrangeName() throws IOException {
        Files.write(directory.resolve("spare-x"), new byte[4_096]);

        new WrittenJournal(directory, 1_000).close();

        assertThat(directory.resolve("spare-x")).exists();
    }

    @Test
    void shouldNameADirectoryThatHasTheNameOfASegment() throws IOException {
        Path strange = Files.createDirectory(directory.resolve("segment-0000009999.journal"));

        for (String command : List.of("describe", "verify", "dump", "in-doubt")) {
            assertThat(run(command, directory.toString())).as(command).isEqualTo(3);
            assertThat(err.toString()).as(command).contains(strange + " is a directory");
        }
        Assertions.assertThatThrownBy(() -> new WrittenJournal(directory, 1_000))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(strange.toRealPath() + ": Is a directory");
    }

    @Test
    void shouldRefuseToExportIntoTheJournalsDirectory() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), directory);
        for (Path to : List.of(directory.resolve("out"), directory.resolve("deep/er"), link.resolve("out"))) {
            assertThat(run("export", directory.toString(), "--to", to.toString()))
                    .isEqualTo(3);
            assertThat(err.toString()).contains("is inside the journal's directory");
            assertThat(to).doesNotExist();
        }
    }

    @Test
    void shouldSayThatTheJournalKnowsNoSuchTopic() {
        assertThat(run("dump", directory.toString(), "--topic=paymets", "--topic=payments", "--topic=audit"))
                .isZero();

        assertThat(err.toString().lines()).containsExactly("rapporteur-journal: the journal knows no topic paymets");
        assertThat(run(
                        "export",
                        directory.toString(),
                        "--topic=paymets",
                        "--to",
                        temp.resolve("out").toString()))
                .isZero();
        assertThat(err.toString().lines()).containsExactly("rapporteur-journal: the journal knows no topic paymets");
    }

    /** In a process of its own, whose files may not grow beyond 8 KiB. */
    @Test
    void shouldNameTheFileThatCanNotBeWritten() throws IOException, InterruptedException {
        Path to = temp.resolve("out");
        Path said = temp.resolve("said");
        Process tool = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f 16; exec \"$@\" 2>&1 | cat >" + said,
                        "limited",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JournalTool.class.getName(),
                        "export",
                        directory.toString(),
                        "--to",
                        to.toString())
                .start();

        assertThat(tool.waitFor()).isZero(); // the pipe's

        assertThat(Files.readString(said, StandardCharsets.UTF_8))
                .contains("rapporteur-journal: " + to.resolve("payments-0.jsonl") + ": File too large")
                .contains("The export is not complete: make room");
    }
}
