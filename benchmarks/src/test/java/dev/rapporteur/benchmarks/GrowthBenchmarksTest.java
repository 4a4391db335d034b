package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether growth's benchmarks run; their figures mean nothing here: so small a backlog may be gone before it is looked at. */
class GrowthBenchmarksTest {

    /** Two engines. */
    private static final int THREAD_ROWS = 2;
    /** A producer and two engines. */
    private static final int PARTITION_ROWS = 3;
    /** The same. */
    private static final int TOPIC_ROWS = 3;
    /** Three tables of two engines. */
    private static final int BACKLOG_ROWS = 6;
    /** Three loads. */
    private static final int SYNC_ROWS = 3;

    @Test
    void shouldGiveFiguresForEachRow(@TempDir Path directory) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new GrowthBenchmarks(directory, GrowthScale.SMOKE, new PrintStream(out, true, StandardCharsets.UTF_8)).run();

        assertThat(out.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.matches("\\|[^|]*\\| [0-9][0-9,]* \\([^|]* \\| .*")))
                .hasSize(THREAD_ROWS + PARTITION_ROWS + TOPIC_ROWS + BACKLOG_ROWS + SYNC_ROWS);
    }
}
