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

/** What {@code verify} says of a journal whose beginning or end is gone: what is left is sound, and has no gap. */
class VerifyLossTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();

    @BeforeEach
    void write() {
        try (WrittenJournal journal = new WrittenJournal(directory)) {
            journal.route("payments", 2);
            for (int i = 0; i < 200; i++) {
                journal.commit("payments", i % 2, "payment-" + i);
            }
        }
    }

    private int verify(String... options) {
        out.getBuffer().setLength(0);
        String[] arguments = Stream.concat(Stream.of("verify", directory.toString()), Stream.of(options))
                .toArray(String[]::new);
        return JournalTool.run(new PrintWriter(out), new PrintWriter(out), arguments);
    }

    private List<Path> files(String pattern) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .sorted()
                    .toList();
        }
    }

    private List<Path> segments() throws IOException {
        return files("segment-\\d+\\.journal");
    }

    /** Removes the last segments. @return the name of the newest one */
    private String loseLast(int count) throws IOException {
        List<Path> segments = segments();
        for (Path segment : segments.subList(segments.size() - count, segments.size())) {
            Files.delete(segment);
        }
        return segments.get(segments.size() - 1).getFileName().toString();
    }

    @Test
    void shouldFindThatAllSegmentsAreGone() throws IOException {
        assertThat(verify()).as(out.toString()).isZero();
        for (Path file : files("segment-.*")) {
            Files.delete(file);
        }

        assertThat(verify()).isEqualTo(1);

        assertThat(out.toString()).contains("PROBLEM All segments are gone").contains("1 problems");
    }

    @Test
    void shouldFindNothingWrongWithAJournalThatHasNotBegun() throws IOException {
        for (Path file : files(".*")) {
            Files.delete(file);
        }
        Files.writeString(directory.resolve("identity"), "journalId=" + WrittenJournal.ID + "\n");

        assertThat(verify()).isZero();

        assertThat(out.toString()).contains("note    There is no segment").contains("all sound");
    }

    @Test
    void shouldFindThatTheFirstSegmentIsGoneWithItsIndex() throws IOException {
        Path first = segments().get(0);
        Files.delete(first);
        Files.delete(directory.resolve(first.getFileName().toString().replace(".journal", ".index")));

        assertThat(verify()).isEqualTo(1);

        assertThat(out.toString()).contains("PROBLEM " + first.getFileName() + ": is missing");
    }

    @Test
    void shouldFindThatTheLastSegmentIsGone() throws IOException {
        String last = loseLast(1);

        assertThat(verify()).isEqualTo(1);

        assertThat(out.toString()).contains("PROBLEM " + last + ": missing at the journal's end");
    }

    @Test
    void shouldFindHowManyOfTheLastSegmentsAreGone() throws IOException {
        String first = segments().get(segments().size() - 3).getFileName().toString();
        String last = loseLast(3);

        assertThat(verify()).isEqualTo(1);

        assertThat(out.toString()).contains("PROBLEM " + first + " to " + last + ": missing at the journal's end");
    }

    @Test
    void shouldLeaveTheNextStartWhatTellsOfTheLostSegment() throws IOException {
        String last = loseLast(1);
        Path damaged = segments().get(segments().size() - 1);
        flip(damaged, 1_000);

        assertThat(verify("--quarantine")).isEqualTo(1);
        assertThat(out.toString()).contains("PROBLEM " + damaged.getFileName()).doesNotContain("deleted");

        new WrittenJournal(directory).close();
        assertThat(directory.resolve("quarantined-" + last + ".missing")).exists();
    }

    @Test
    void shouldNotMissASegmentWhoseMendingACrashInterrupted() throws IOException {
        Path last = segments().get(segments().size() - 1);
        Path mended = directory.resolve(last.getFileName().toString().replace(".journal", ".mended"));
        Files.copy(last, mended);
        Files.move(last, directory.resolve("quarantined-" + last.getFileName()));

        assertThat(verify()).isEqualTo(1);

        assertThat(out.toString()).contains("set aside earlier").doesNotContain("missing at");
        assertThat(mended).exists();
    }

    @Test
    void shouldFindThatTheLastSegmentWasCut() throws IOException {
        Path last = segments().get(segments().size() - 1);
        truncate(last, 1_000);

        assertThat(verify()).isEqualTo(1);

        assertThat(out.toString()).containsPattern("PROBLEM " + last.getFileName() + ": was cut at byte 1000: ");
    }

    private static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
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
}
