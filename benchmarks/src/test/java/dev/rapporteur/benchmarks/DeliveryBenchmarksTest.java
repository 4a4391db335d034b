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

/** Whether delivery's benchmarks run; their figures mean nothing here. */
class DeliveryBenchmarksTest {

    /** The journal, a producer and two engines. */
    private static final int RATE_ROWS = 4;
    /** A producer and two engines. */
    private static final int COST_ROWS = 3;
    /** Two delays each of a producer and two engines. */
    private static final int DELAY_ROWS = 6;
    /** Six ways, dead and hung. */
    private static final int STALL_ROWS = 12;

    /** Its brokers hang and die for a minute: too long for each build. */
    @Test
    @EnabledIfSystemProperty(named = "soak.minutes", matches = "[1-9][0-9]*")
    void shouldGiveAFigureForEachRow(@TempDir Path directory) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new DeliveryBenchmarks(directory, DeliveryScale.SMOKE, new PrintStream(out, true, StandardCharsets.UTF_8))
                .run();

        List<String> rows = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(rows)
                .filteredOn(row -> row.matches("\\| .* \\| [1-9][0-9,]* \\(.*"))
                .hasSize(RATE_ROWS + DELAY_ROWS);
        assertThat(rows)
                .filteredOn(row -> row.matches("\\|[^|]*\\| [0-9]+\\.[0-9] \\| [0-9]+\\.[0-9] \\| [0-9]+\\.[0-9] \\|"))
                .hasSize(COST_ROWS);
        assertThat(rows)
                .filteredOn(row -> row.matches("\\| (dead|hung): .* [0-9]+\\.[0-9] .*"))
                .hasSize(STALL_ROWS);
    }
}
