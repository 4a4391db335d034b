package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Whether the benchmarks of deciding run; their figures mean nothing here. */
class DecisionBenchmarksIT {

    private static final int VARIANTS = DecisionBenchmarks.WORKS.size();

    /** With a server, a database and a broker of its own: too long for each build. */
    @Test
    @EnabledIfSystemProperty(named = "soak.minutes", matches = "[1-9][0-9]*")
    void shouldGiveAFigureForEachRow(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new DecisionBenchmarks(directory, DecisionScale.SMOKE, new PrintStream(out, true, StandardCharsets.UTF_8))
                .run();

        List<String> rows = out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("| row"))
                .toList();
        // Twice: with one thread and with four; the row alone adds nothing to itself.
        assertThat(rows)
                .filteredOn(row -> row.matches("\\| [^|]* \\| [1-9][0-9,]* \\(.*"))
                .hasSize(2 * VARIANTS);
        assertThat(rows)
                .filteredOn(row -> row.matches("\\| .* \\| -?[0-9.]+ \\|"))
                .hasSize(2 * (VARIANTS - 1));
        assertThat(rows)
                .filteredOn(row -> row.matches("\\| [^|]*( \\| [12]\\.[0-9]+ \\+ [0-9.]+){1} .*"))
                .hasSize(VARIANTS);
        assertThat(rows)
                .filteredOn(row -> row.matches("\\| [^|]* \\| [23]\\.[0-9]{2}: .*"))
                .hasSize(VARIANTS);
    }
}
