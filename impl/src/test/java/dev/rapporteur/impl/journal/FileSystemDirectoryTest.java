package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.rapporteur.impl.thread.Bell;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemDirectoryTest {

    @TempDir
    Path temp;

    @Test
    void shouldKeepTheJournalForItsOwnerAlone() throws IOException {
        Path path = temp.resolve("deep/journal");
        Journal journal = open(path);

        assertThat(mode(path)).isEqualTo("rwx------");
        try (var files = Files.list(path)) {
            assertThat(files).isNotEmpty().allMatch(file -> mode(file).equals("rw-------"));
        }
        journal.close();
    }

    @Test
    void shouldRefuseASecondOwnerInThisProcess() throws IOException {
        try (Closeable lock = FileSystemDirectory.at(temp).lock()) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> open(temp))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("in use")
                    .hasMessageContaining(temp.toRealPath().toString())
                    .hasMessageContaining("journalDirectory of its own");
        }
        open(temp).close();
    }

    @Test
    void shouldKeepOtherProcessesOutAlsoAfterItRefusedASecondOwnerInThisOne() throws Exception {
        try (Closeable lock = FileSystemDirectory.at(temp).lock()) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> FileSystemDirectory.at(temp).lock()).isInstanceOf(JournalException.class);

            assertThat(exitOfAnotherProcess()).isEqualTo(LockTrial.REFUSED);
        }
        assertThat(exitOfAnotherProcess()).isZero();
    }

    private int exitOfAnotherProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockTrial.class.getName(),
                        temp.toString())
                .inheritIO()
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldNoticeThatItsDirectoryWasRemoved() throws IOException {
        Path path = temp.resolve("journal");
        AtomicLong nanos = new AtomicLong();
        Journal journal = Journal.open(
                FileSystemDirectory.at(path),
                new JournalSettings(1 << 20, 1 << 24, true, null, false),
                new FrameLog(),
                1,
                new UUID(1, 1),
                nanos::get,
                new Bell());
        try (var files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(path);
        nanos.addAndGet(2_000_000_000L);

        Append append = journal.append(new Frame.Route("payments", 3));
        journal.turn();

        assertThat(append.outcome()).isNotEqualTo(Append.Outcome.DONE);
        assertThat(journal.failure())
                .hasMessageContaining("removed or replaced")
                .hasMessageContaining(path.toString());
        journal.close();
    }

    @Test
    void shouldSayWhatIsWrongWithAPathThatIsAFile() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        assertThatThrownBy(() -> open(file.resolve("journal")))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("can't be created")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("by user");
    }

    @Test
    void shouldFindOutAtStartThatTheDirectoryCannotBeWritten() throws IOException {
        Path path = Files.createDirectory(temp.resolve("readonly"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-x------"));
        assumeFalse(Files.isWritable(path), "root may write anywhere; the integration tests do this as another user");

        assertThatThrownBy(() -> open(path))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("Give that user the right");
    }

    @Test
    void shouldRefuseAFileSystemWithTooLittleRoom() {
        JournalSettings huge = new JournalSettings(1 << 20, Long.MAX_VALUE, true, null, false);

        assertThatThrownBy(() -> open(temp, huge))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("bytes free")
                .hasMessageContaining("lower journalMaxBytes");
        open(temp).close();
    }

    @Test
    void shouldReadBackFromRealFiles() {
        Journal journal = open(temp);
        Append append = journal.append(new Frame.Route("payments", 3));
        journal.turn();
        journal.close();
        FrameLog fold = new FrameLog();

        open(temp, new JournalSettings(1 << 20, 1 << 24, true, null, false), fold)
                .close();

        assertThat(append.outcome()).isEqualTo(Append.Outcome.DONE);
        assertThat(fold.topics()).containsExactly("payments");
    }

    private static Journal open(Path path) {
        return open(path, new JournalSettings(1 << 20, 1 << 24, true, null, false));
    }

    private static Journal open(Path path, JournalSettings settings) {
        return open(path, settings, new FrameLog());
    }

    private static Journal open(Path path, JournalSettings settings, Fold fold) {
        return Journal.open(
                FileSystemDirectory.at(path), settings, fold, 1, new UUID(1, 1), System::nanoTime, new Bell());
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
