package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A file system of a few MiB in memory. It is unmounted when it is closed, and also when this JVM is killed: a shell of
 * ours mounts it, waits for the end of the pipe from here, and unmounts it.
 */
final class TinyFileSystem implements AutoCloseable {

    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final String MOUNTED = "mounted";
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            mount -t tmpfs -o size="$2"m,mode=0755 tmpfs "$1" || exit 1
            echo mounted
            cat >/dev/null
            umount "$1" || umount -l "$1"
            """;

    private final Path path;
    private final Path log;
    private final Process shell;

    private TinyFileSystem(Path path, Path log, Process shell) {
        this.path = path;
        this.log = log;
        this.shell = shell;
    }

    /** Mounts one below the work place; skips the test where this user may not. */
    static TinyFileSystem mount(String name, int mebibytes) throws IOException {
        Path place = WorkPlace.fresh(name);
        Path path = Files.createDirectory(place.resolve("disk"));
        Path log = place.resolve("mount.log");
        Process shell = new ProcessBuilder(
                        "sh", "-c", SCRIPT, "tiny-file-system", path.toString(), Integer.toString(mebibytes))
                .redirectError(log.toFile())
                .start();
        @SuppressWarnings("resource") // the shell's, which lives on
        BufferedReader said = shell.inputReader(StandardCharsets.US_ASCII);
        LoudSkip.unless(
                MOUNTED.equals(said.readLine()),
                "a full disk and a read-only file system are not tested: this user may not mount a small one ("
                        + Files.readString(log).strip() + ")");
        return new TinyFileSystem(path, log, shell);
    }

    Path path() {
        return path;
    }

    /** Fills it with something else, but for so many bytes. */
    void fillUpTo(long room) throws IOException {
        try (RandomAccessFile ballast = new RandomAccessFile(ballast().toFile(), "rw")) {
            byte[] chunk = new byte[4096];
            ballast.seek(ballast.length());
            while (true) {
                ballast.write(chunk);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
        giveRoom(room);
    }

    /** Takes so many bytes of that away. */
    void giveRoom(long bytes) throws IOException {
        try (RandomAccessFile ballast = new RandomAccessFile(ballast().toFile(), "rw")) {
            ballast.setLength(Math.max(0, ballast.length() - bytes));
        }
    }

    void makeReadOnly() throws InterruptedException {
        assertThat(WorkPlace.run(log, List.of("mount", "-o", "remount,ro", path.toString())))
                .as("mount's status, see " + log)
                .isZero();
    }

    @Override
    public void close() throws IOException {
        shell.getOutputStream().close();
        Await.until(path + " is unmounted", WITHIN, () -> !shell.isAlive());
        assertThat(shell.exitValue()).as("umount's status, see " + log).isZero();
    }

    private Path ballast() {
        return path.resolve("ballast");
    }
}
