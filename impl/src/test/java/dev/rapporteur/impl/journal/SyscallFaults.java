package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A disk that misbehaves, for one child process: a preloaded library (see {@code syscall-faults.c}, which says what rules
 * look like), compiled here, whose rules can be changed while the process runs.
 */
final class SyscallFaults {

    private static final String SOURCE = "syscall-faults.c";
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private final Path library;
    private final Path control;
    private final Path below;

    private SyscallFaults(Path library, Path control, Path below) {
        this.library = library;
        this.control = control;
        this.below = below;
    }

    /** Compiles the library into this place; skips the test where there is no C compiler. */
    static SyscallFaults compile(Path place, Path below) throws IOException, InterruptedException {
        Path log = place.resolve("compiler.log");
        String compiler = null;
        for (String candidate : List.of("cc", "gcc", "clang")) {
            if (compiler == null && WorkPlace.run(log, List.of(candidate, "--version")) == 0) {
                compiler = candidate;
            }
        }
        boolean linux = Files.isDirectory(Path.of("/proc/self/fd"));
        LoudSkip.unless(
                compiler != null && linux,
                "failing and slow syncs of the real file system are not tested: that needs Linux and a C compiler (cc)");
        Path source = place.resolve(SOURCE);
        try (InputStream resource = SyscallFaults.class.getResourceAsStream("/" + SOURCE)) {
            Files.copy(Objects.requireNonNull(resource, SOURCE), source, StandardCopyOption.REPLACE_EXISTING);
        }
        Path library = place.resolve("syscall-faults.so");
        int status = WorkPlace.run(
                log,
                Stream.of(compiler, "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread")
                        .map(String::valueOf)
                        .toList());
        assertThat(status).as(() -> "the compiler's, see " + log).isZero();
        SyscallFaults faults = new SyscallFaults(library, place.resolve("faults"), below);
        faults.set();
        return faults;
    }

    /** What the process must be started with. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "SYSCALL_FAULTS_CONTROL", control.toString(),
                "SYSCALL_FAULTS_BELOW", below.toString());
    }

    /** These rules hold from now on, and no others. */
    void set(String... rules) throws IOException {
        Path draft = control.resolveSibling("faults.new");
        Files.writeString(draft, String.join("\n", rules) + "\n");
        Files.move(draft, control, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The faults that have happened. */
    List<String> hits() throws IOException {
        Path hits = control.resolveSibling("faults.hits");
        return Files.exists(hits) ? Files.readAllLines(hits) : List.of();
    }

    /** Waits until the fault has happened: without that a test has shown nothing. */
    void awaitHit() {
        Await.until("a fault happens", WITHIN, () -> !hits().isEmpty());
    }
}
