package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.testkit.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bed leaves behind that does not start. */
class ServerBedIT {

    @Test
    void shouldLeaveNoProcessWhenItsDatabaseDoesNotStart(@TempDir Path directory) {
        ChildProcess first = ChildProcess.start("true", List.of("true"), directory.resolve("true.log"));
        first.waitForExit(Duration.ofSeconds(30));
        List<Long> before = children(); // the one that watches over all others is among them

        assertThatThrownBy(() -> ServerBed.start(directory, Map.of("wal_level", "none")))
                .hasMessageContaining("wal_level");

        assertThat(children()).isSubsetOf(before);
    }

    private static List<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
    }
}
