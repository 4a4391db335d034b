package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the benchmarks run; their figures mean nothing here. */
class BenchmarksTest {

    @Test
    void shouldGiveAFigureForEachRow(@TempDir Path directory) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new Benchmarks(directory, Scale.SMOKE, new PrintStream(out, true, StandardCharsets.UTF_8)).run();

        assertThat(out.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.matches("\\| .* [1-9][0-9,]* \\(.*")))
                .hasSize(5);
    }
}
