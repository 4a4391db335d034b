package dev.rapporteur.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The journal tool as an operator has it who has nothing but the archive: unpacked, in a process of its own. */
class UnpackedToolIT {

    private static final Path UNPACKED = Path.of("target", "unpacked");
    private static final Path TOOL = UNPACKED.resolve("rapporteur-journal");
    /** A journal that is read only. */
    private static final Path JOURNAL = Path.of("..", "impl", "src", "test", "resources", "journals", "version-4");

    private static final long PATIENCE_SECONDS = 60;

    /** What a run has left. */
    private record Ended(int exit, String out, String err) {}

    @BeforeAll
    static void unpack() throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(Path.of("target", "rapporteur.rar")))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    write(UNPACKED.resolve(entry.getName()), in);
                }
            }
        }
    }

    private static void write(Path file, InputStream content) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, content.readAllBytes());
    }

    private static Ended run(Path tool, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", tool.toString()));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(Path.of("target"), "tool", ".out");
        Path err = Files.createTempFile(Path.of("target"), "tool", ".err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }

    @Test
    void shouldDescribeAJournal() throws Exception {
        Ended ended = run(TOOL, "describe", JOURNAL.toString());

        assertThat(ended.err().lines()).singleElement().asString().contains("was set aside earlier");
        assertThat(ended.out()).contains("Format version  4").contains("segment-0000000005.journal");
        assertThat(ended.exit()).isEqualTo(1);
    }

    @Test
    void shouldShowItsHelp() throws Exception {
        Ended ended = run(TOOL, "--help");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).contains("Exit codes:").contains("in-doubt");
        assertThat(ended.exit()).isZero();
    }

    /** Which takes Kafka's client, and what that logs with. */
    @Test
    void shouldSayThatKafkaIsAway() throws Exception {
        Ended ended = run(
                TOOL,
                "replay",
                JOURNAL.toString(),
                "--bootstrap-servers=127.0.0.1:1",
                "--property=default.api.timeout.ms=1000",
                "--property=request.timeout.ms=1000");

        assertThat(ended.err())
                .doesNotContain("SLF4J")
                .doesNotContain("\tat ")
                .contains("rapporteur-journal: Kafka does not answer");
        assertThat(ended.exit()).isEqualTo(3);
    }

    @Test
    void shouldSayThatItsJarsAreMissing() throws Exception {
        Path alone = Files.createDirectories(UNPACKED.resolveSibling("alone")).resolve("rapporteur-journal");
        Files.write(alone, Files.readAllBytes(TOOL));

        Ended ended = run(alone, "describe", JOURNAL.toString());

        assertThat(ended.err().lines()).singleElement().asString().contains("Its jars are missing");
        assertThat(ended.exit()).isEqualTo(3);
    }
}
