package dev.rapporteur.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Frame.Decision;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code verify} says of segments whose end an opening took over, and of some that an earlier opening mended. */
class VerifyAfterCrashTest {

    private static final int HEADER = 48;
    private static final int FRAME_HEADER = 40;
    private static final byte QUARANTINED = 18;

    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private int lives;

    private int verify(Path directory) {
        out.getBuffer().setLength(0);
        return JournalTool.run(new PrintWriter(out), new PrintWriter(out), "verify", directory.toString());
    }

    /** Opens a journal, works with it, and kills whoever does. @return what is left: the files as they are then */
    private Path kill(Path directory, Consumer<WrittenJournal> work) throws IOException {
        try (WrittenJournal journal = new WrittenJournal(directory, 1_000L * ++lives)) {
            work.accept(journal);
            Path left = Files.createDirectory(temp.resolve("left-" + lives));
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.copy(file, left.resolve(file.getFileName()));
                }
            }
            return left;
        }
    }

    private Path fresh() {
        return temp.resolve("journal");
    }

    private static void open(Path directory) {
        new WrittenJournal(directory, 1_000_000).close();
    }

    private void commitThree(WrittenJournal journal, int partition) {
        for (int i = 0; i < 3; i++) {
            journal.commit("payments", partition, "payment-" + i);
        }
    }

    @Test
    void shouldFindNothingWrongWhenADeliveryWasTakenOver() throws IOException {
        Path left = kill(fresh(), journal -> {
            journal.route("payments", 2);
            commitThree(journal, 0);
            journal.deliver("payments", 0, 3);
        });
        open(left);

        assertThat(verify(left)).as(out.toString()).isZero();
    }

    @Test
    void shouldFindNothingWrongWhenARollbackWasTakenOver() throws IOException {
        Path left = kill(fresh(), journal -> {
            journal.route("payments", 2);
            journal.prepare("branch", "payments", 1, "prepared");
            journal.decide("branch", Decision.ROLLBACK);
        });
        open(left);

        assertThat(verify(left)).as(out.toString()).isZero();
    }

    @Test
    void shouldFindNothingWrongWhenARouteWasTakenOver() throws IOException {
        Path left = kill(fresh(), journal -> {
            commitThree(journal, WrittenJournal.IN_TURN);
            journal.route("payments", 2);
        });
        open(left);

        assertThat(verify(left)).as(out.toString()).isZero();
    }

    @Test
    void shouldFindNothingWrongWhenTheOpeningThatTookOverWasKilledToo() throws IOException {
        Path once = kill(fresh(), journal -> {
            journal.route("payments", 2);
            journal.commit("payments", 1, "keeps the segment");
            commitThree(journal, 0);
            journal.deliver("payments", 0, 3);
        });
        Path twice = kill(once, journal -> {});
        open(twice);

        assertThat(verify(twice)).as(out.toString()).isZero();
    }

    @Test
    void shouldFindNothingWrongWhenTheIndexWasMadeAgainFromItsSegmentAlone() throws IOException {
        Path left = kill(fresh(), journal -> {
            journal.route("payments", 2);
            journal.commit("payments", 1, "keeps the segment");
            commitThree(journal, 0);
            journal.deliver("payments", 0, 3);
        });
        open(left);
        Files.delete(left.resolve("segment-0000000001.index"));
        open(left);

        assertThat(verify(left)).as(out.toString()).isZero();
    }

    @Test
    void shouldFindAReportLeftOutThatNothingTakenOverExplains() throws IOException {
        Path left = kill(fresh(), journal -> {
            journal.route("payments", 2);
            commitThree(journal, 0);
            journal.commit("payments", 1, "one", "two");
            journal.deliver("payments", 0, 3);
        });
        open(left);
        Path index = left.resolve("segment-0000000001.index");
        WrittenIndex.of(index).withoutLastReport().write(index);

        assertThat(verify(left)).isEqualTo(1);

        assertThat(out.toString()).contains("PROBLEM segment-0000000001.index: it leaves out 1 reports");
    }

    @Test
    void shouldNotCallAnIndexWrongWhenANoteStandsInForTheSegmentsState() throws IOException {
        Path directory = fresh();
        try (WrittenJournal journal = new WrittenJournal(directory)) {
            journal.route("payments", 2);
            for (int i = 0; i < 200; i++) {
                journal.commit("payments", WrittenJournal.IN_TURN, "payment-" + i);
            }
        }
        assertThat(verify(directory)).as(out.toString()).isZero();
        standInForSnapshot(directory.resolve("segment-0000000002.journal"));

        assertThat(verify(directory)).as(out.toString()).isZero();

        assertThat(out.toString()).contains("note    segment-0000000002.index: was not held to");
    }

    /** As an opening does that finds a segment's head harmed and can't write the state anew. */
    private static void standInForSnapshot(Path segment) throws IOException {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER);
            channel.read(frame, HEADER);
            int length = frame.getInt(24);
            long sequence = frame.getLong(8);
            ByteBuffer note = ByteBuffer.allocate(length);
            note.putLong(sequence + 1)
                    .putLong(sequence)
                    .putInt(2)
                    .putLong(HEADER)
                    .putLong(HEADER + FRAME_HEADER + length);
            frame.put(28, QUARANTINED).putInt(32, crc(note, length));
            frame.putInt(36, crc(frame, 36));
            channel.write(frame.position(0).limit(FRAME_HEADER), HEADER);
            channel.write(note.position(0).limit(length), HEADER + FRAME_HEADER);
        }
    }

    private static int crc(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(length));
        return (int) crc.getValue();
    }
}
