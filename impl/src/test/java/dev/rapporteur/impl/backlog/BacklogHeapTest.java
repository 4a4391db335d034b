package dev.rapporteur.impl.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits for Kafka must cost no heap of its own. {@code -Dbacklog.gigabytes=20} makes it as large as one likes. */
class BacklogHeapTest {

    private static final long GIGABYTES = Long.getLong("backlog.gigabytes", 2);
    private static final int PAYLOAD_BYTES = 10 * 1024;
    private static final int BRANCH_REPORTS = 1_000_000;

    private final Path journal = Path.of("target", "backlog");

    @BeforeEach
    @AfterEach
    void clear() throws IOException {
        if (Files.exists(journal)) {
            try (Stream<Path> files = Files.walk(journal)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void shouldReadBackABacklogOfGigabytesInASmallHeap() throws IOException {
        long reports = GIGABYTES * 1_000_000_000 / PAYLOAD_BYTES;

        run("-Xmx128m", "frames", reports, PAYLOAD_BYTES, Duration.ofSeconds(60 + 60 * GIGABYTES));
    }

    @Test
    void shouldCarryATransactionOfAMillionReportsInASmallHeap() throws IOException {
        run("-Xmx256m", "branch", BRANCH_REPORTS, 100, Duration.ofMinutes(3));
    }

    private void run(String heap, String kind, long reports, int payloadBytes, Duration within) throws IOException {
        Path log = Path.of("target", "backlog-" + kind + ".log");
        Files.deleteIfExists(log);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                BacklogMain.class.getName(),
                journal.toString(),
                kind,
                Long.toString(reports),
                Integer.toString(payloadBytes));
        try (ChildProcess child = ChildProcess.start("the backlog of " + kind, command, log)) {
            int status = child.waitForExit(within);
            System.out.println(child.lastLines());
            assertThat(status).as(child.lastLines()).isZero();
        }
    }
}
