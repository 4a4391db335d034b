package dev.rapporteur.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    @Test
    void shouldKeepOutputAndTellTheExitStatus() {
        try (ChildProcess child = ChildProcess.start("speaker", List.of("sh", "-c", "echo hello; exit 3"), log())) {
            assertThat(child.waitForExit(SOON)).isEqualTo(3);
            assertThat(child.lastLines()).isEqualTo("hello");
        }
    }

    @Test
    void shouldKillAPausedProcess() {
        ChildProcess child = ChildProcess.start("sleeper", List.of("sleep", "600"), log());
        child.pause();

        child.kill();

        assertThat(child.isAlive()).isFalse();
        assertThat(child.waitForExit(SOON)).isEqualTo(137);
    }

    @Test
    void shouldRefuseWhatIsWrittenToFilesFromThenOn() throws Exception {
        Path file = directory.resolve("file");
        String script = "while true; do echo x >> " + file + "; sleep 0.01; done";
        try (ChildProcess child = ChildProcess.start("writer", List.of("bash", "-c", script), log())) {
            Await.until("it writes", SOON, () -> Files.exists(file));

            child.refuseWrites();

            assertThat(child.waitForExit(SOON)).isEqualTo(128 + 25); // SIGXFSZ: a shell does not take it as an error
        }
    }

    @Test
    void shouldSayThatAProcessStillRuns() {
        try (ChildProcess child = ChildProcess.start("sleeper", List.of("sleep", "600"), log())) {
            assertThatThrownBy(() -> child.waitForExit(Duration.ofMillis(1)))
                    .isInstanceOf(Await.NotInTimeException.class)
                    .hasMessageContaining("sleeper (pid " + child.pid() + ") ends");
        }
    }

    @Test
    void shouldNotOutliveAJvmThatWasKilled() throws Exception {
        Path pidFile = directory.resolve("pid");
        List<String> parent = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                pidFile.toString());
        try (ChildProcess jvm = ChildProcess.start("parent", parent, log())) {
            Await.until("the parent has a child", SOON, () -> Files.exists(pidFile));
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();

            // The reaper is a child of that JVM too: killing the tree would kill it first.
            new ProcessBuilder("kill", "-KILL", Long.toString(jvm.pid()))
                    .start()
                    .waitFor();

            Await.until("the child is gone", SOON, () -> !child.isAlive());
        }
    }

    private Path log() {
        return directory.resolve("child.log");
    }

    /** A JVM that starts a child and waits to be killed. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            Path pidFile = Path.of(arguments[0]);
            ChildProcess child =
                    ChildProcess.start("grandchild", List.of("sleep", "600"), pidFile.resolveSibling("grandchild.log"));
            Path written = Files.writeString(pidFile.resolveSibling("pid.new"), Long.toString(child.pid()));
            Files.move(written, pidFile);
            child.waitForExit(Duration.ofMinutes(10));
        }
    }
}
