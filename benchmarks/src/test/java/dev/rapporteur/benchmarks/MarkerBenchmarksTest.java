package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Whether the markers' benchmarks run; their figures mean nothing here. */
class MarkerBenchmarksTest {

    /** Twice: four rates, three kinds with two closings each, four delays with three closings. */
    private static final int STEADY_ROWS = 2 * (4 + 3 * 2 + 4 + 3);

    private static final int READING_ROWS = 3;
    private static final int STALL_ROWS = 13;

    /** Its brokers hang and die for two minutes: too long for each build. */
    @Test
    @EnabledIfSystemProperty(named = "soak.minutes", matches = "[1-9][0-9]*")
    void shouldGiveAFigureForEachRow(@TempDir Path directory) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new MarkerBenchmarks(directory, MarkerScale.SMOKE, new PrintStream(out, true, StandardCharsets.UTF_8)).run();

        List<String> rows = out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("| "))
                .toList();
        assertThat(rows)
                .filteredOn(row -> row.matches("\\| .* \\| [1-9][0-9,]* \\(.*"))
                .hasSize(STEADY_ROWS + READING_ROWS);
        assertThat(rows)
                .filteredOn(row -> row.matches("\\| [^|]* \\| ([0-9]+\\.[0-9]|not in).*"))
                .hasSize(STALL_ROWS);
    }
}
