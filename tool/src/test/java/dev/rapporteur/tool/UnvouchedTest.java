package dev.rapporteur.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that open a journal say what they can't vouch for, and don't end as if all were well. */
class UnvouchedTest {

    private static final int REPORTS = 200;

    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path directory;

    @BeforeEach
    void write() {
        directory = temp.resolve("journal");
        try (WrittenJournal journal = new WrittenJournal(directory)) {
            journal.route("payments", 2);
            for (int i = 0; i < REPORTS; i++) {
                journal.commit("payments", i % 2, "payment-" + i);
            }
        }
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return JournalTool.run(new PrintWriter(out), new PrintWriter(err), args);
    }

    private int export() {
        return run("export", directory.toString(), "--to", temp.resolve("out").toString());
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("segment-\\d+\\.journal"))
                    .sorted()
                    .toList();
        }
    }

    private Path last() throws IOException {
        List<Path> segments = segments();
        return segments.get(segments.size() - 1);
    }

    private static Path indexOf(Path segment) {
        return segment.resolveSibling(segment.getFileName().toString().replace(".journal", ".index"));
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
    void shouldSayNothingWhenAllIsSound() {
        for (String command : List.of("describe", "in-doubt", "dump")) {
            assertThat(run(command, directory.toString())).as(command).isZero();
            assertThat(err.toString()).as(command).isEmpty();
        }
        assertThat(export()).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldSayThatTheLastSegmentIsMissingWhichHeldAPreparedBranch() throws IOException {
        Path lost = last();
        try (WrittenJournal journal = new WrittenJournal(directory, 1_000)) {
            for (int i = 0; lost.equals(last()) || i < 30; i++) {
                journal.commit("payments", 0, "more-" + i);
            }
            lost = last();
            journal.prepare("branch", "payments", 1, "prepared");
        }
        Files.delete(lost);

        assertThat(run("in-doubt", directory.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("0 prepared");
        assertThat(err.toString()).contains("rapporteur-journal: " + lost.getFileName() + " is missing: its frames");
        assertThat(run("describe", directory.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(lost.getFileName() + " is missing");
        assertThat(out.toString())
                .contains("Damage          yes")
                .containsPattern("Can't be vouched for:\\R  " + lost.getFileName() + " is missing");
        assertThat(export()).isEqualTo(1);
        assertThat(err.toString()).contains(lost.getFileName() + " is missing");
        assertThat(run("dump", directory.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(lost.getFileName() + ": missing at the journal's end");
    }

    @Test
    void shouldSayThatASegmentInTheMiddleIsMissing() throws IOException {
        Path lost = segments().get(2);
        Files.delete(lost);
        Files.delete(indexOf(lost));

        for (String command : List.of("describe", "in-doubt", "dump")) {
            assertThat(run(command, directory.toString())).as(command).isEqualTo(1);
            assertThat(err.toString()).as(command).contains(lost.getFileName().toString());
        }
        assertThat(export()).isEqualTo(1);
        assertThat(err.toString()).contains(lost.getFileName() + " is missing: its frames");
    }

    @Test
    void shouldSayWhichFramesOfASegmentAreDamaged() throws IOException {
        Path damaged = segments().get(1);
        flip(damaged, 1_000);
        Files.delete(indexOf(damaged));

        assertThat(export()).isEqualTo(1);

        assertThat(err.toString())
                .containsPattern(damaged.getFileName() + ": bytes \\d+ to \\d+, frames \\d+ to \\d+ can't be");
    }

    @Test
    void shouldEndDescribeWithAProblemWhenAnIndexHidesDamagedFrames() throws IOException {
        flip(segments().get(1), 1_000);

        assertThat(run("describe", directory.toString())).isEqualTo(1);

        assertThat(out.toString()).contains("Damage          yes: run verify");
    }

    @Test
    void shouldSayWhatAnEarlierOpeningHasSetAside() throws IOException {
        Files.createFile(directory.resolve("quarantined-segment-0000000001.journal.missing"));

        for (String command : List.of("describe", "in-doubt")) {
            assertThat(run(command, directory.toString())).as(command).isEqualTo(1);
            assertThat(err.toString())
                    .as(command)
                    .contains("quarantined-segment-0000000001.journal.missing was set aside earlier");
        }
    }

    @Test
    void shouldExportAllAlthoughListsOfTwoIndexesAreHarmed() throws IOException {
        for (Path segment : segments().subList(0, 2)) {
            Path index = indexOf(segment);
            flip(index, Files.size(index) - 10); // in the last entry of the last list
        }

        assertThat(export()).as(err.toString()).isZero();

        assertThat(out.toString()).contains("payments-0.jsonl: " + REPORTS / 2, "payments-1.jsonl: " + REPORTS / 2);
    }
}
