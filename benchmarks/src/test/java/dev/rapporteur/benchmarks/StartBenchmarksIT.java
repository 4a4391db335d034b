package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Whether the starts are measured; their figures mean nothing here. */
class StartBenchmarksIT {

    private static final int ROWS = 3;

    /** Its servers start four times: too long for each build. */
    @Test
    @EnabledIfSystemProperty(named = "soak.minutes", matches = "[1-9][0-9]*")
    void shouldGiveAFigureForEachRow(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new StartBenchmarks(directory, 1, new PrintStream(out, true, StandardCharsets.UTF_8)).run();

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(row -> row.matches("\\|[^|]*\\| [1-9][0-9,]* \\(.*"))
                .hasSize(ROWS);
    }
}
