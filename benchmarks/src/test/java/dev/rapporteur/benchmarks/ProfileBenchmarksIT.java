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

/** Whether a server can be profiled; the figures mean nothing here. */
class ProfileBenchmarksIT {

    /** With a server, a database and a broker of its own: too long for each build. */
    @Test
    @EnabledIfSystemProperty(named = "soak.minutes", matches = "[1-9][0-9]*")
    void shouldFindTheAdapterInEachProfile(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new ProfileBenchmarks(directory, ProfileBenchmarks.SMOKE, new PrintStream(out, true, StandardCharsets.UTF_8))
                .run();

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(row -> row.matches("\\| the adapter's journal \\| [1-9][0-9,]* \\|"))
                .hasSize(ProfileBenchmarks.SMOKE.sights().size());
        assertThat(directory).isDirectoryContaining("glob:**.collapsed");
    }
}
