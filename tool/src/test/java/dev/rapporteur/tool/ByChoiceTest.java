package dev.rapporteur.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.tool.OpenJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for a partitioner's choice, to a tool that has none. */
class ByChoiceTest {

    @TempDir
    Path directory;

    @Test
    void shouldCountAsUnroutedAndBeDealtOutWithoutThePartitionerWhenItIsReplayed() throws IOException {
        try (WrittenJournal written = new WrittenJournal(directory)) {
            written.append(new Frame.Route("events", 3, true));
            written.commit("events", WrittenJournal.IN_TURN, "a", "b", "c");
            written.commit("events", 1, "named");
        }

        try (OpenJournal journal = OpenJournal.readOnly(directory)) {
            assertThat(journal.waiting().unrouted()).singleElement().satisfies(waiting -> {
                assertThat(waiting.topic()).isEqualTo("events");
                assertThat(waiting.reports()).isEqualTo(3);
            });

            journal.route("events", 3);

            assertThat(payloads(journal)).containsExactly("a", "b", "c", "named");
            assertThat(journal.waiting().unrouted()).isEmpty();
        }
    }

    private static Set<String> payloads(OpenJournal journal) {
        Set<String> payloads = new TreeSet<>();
        for (PartitionBuffer buffer : journal.partitions()) {
            for (OutboundReport report : journal.next(buffer)) {
                payloads.add(new String(Objects.requireNonNull(report.payload()), UTF_8));
            }
        }
        return payloads;
    }
}
