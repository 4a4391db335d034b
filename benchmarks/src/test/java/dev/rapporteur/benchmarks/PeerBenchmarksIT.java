package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Whether the comparison runs; its figures mean nothing here. */
class PeerBenchmarksIT {

    @Test
    void shouldGiveAFigureForEachPeer(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new PeerBenchmarks(directory, PeerScale.SMOKE, new PrintStream(out, true, StandardCharsets.UTF_8)).run();

        List<String> rows = out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("| row "))
                .toList();
        assertThat(rows)
                .as("transactions")
                .filteredOn(row -> row.matches("\\|[^|]*\\| [1-9][0-9,]* \\((.*\\|){9} [1-9][0-9,]* \\|"))
                .hasSize(Peer.values().length);
        assertThat(rows)
                .as("with the processor time of their relays")
                .filteredOn(
                        row -> row.matches("\\| row \\+ outbox row,(.*\\|)( [0-9,]+ \\+){3} [1-9][0-9,]* \\|[^|]*\\|"))
                .hasSize(2);
        assertThat(rows)
                .as("delays")
                .filteredOn(row -> row.matches("\\|[^|]*\\| [1-9][0-9,]* \\([^|]*( \\| [1-9][0-9,]*){2} \\|"))
                .hasSize(PeerScale.SMOKE.delayed().size());
        assertThat(directory)
                .isDirectoryContaining("glob:**peers.json")
                .isDirectoryContaining("glob:**peers-2x300-row.svg");
    }
}
