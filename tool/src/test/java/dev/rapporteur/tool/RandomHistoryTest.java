package dev.rapporteur.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.tool.Export;
import dev.rapporteur.impl.tool.JournalDump;
import dev.rapporteur.impl.tool.OpenJournal;
import dev.rapporteur.impl.tool.ReportFilter;
import dev.rapporteur.impl.tool.ReportState;
import dev.rapporteur.impl.tool.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dump's own reading of the files against the recovered state, over random histories. */
class RandomHistoryTest {

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldDumpAsUndeliveredWhatWouldBeSent(int seed) throws IOException {
        Path directory = temp.resolve("journal");
        RandomHistory.write(directory, new Random(seed));

        Set<String> dumped = new TreeSet<>();
        JournalDump.of(directory, ReportFilter.ALL, line -> {
            if (line.state() == ReportState.UNDELIVERED || line.state() == ReportState.PARKED) {
                assertThat(dumped.add(line.toJson().replaceAll(",\"at\":.*", "}")))
                        .as(line.toJson())
                        .isTrue();
            }
        });
        assertThat(dumped).isEqualTo(exported(directory));
        Verification.Result verified = Verification.of(directory, segment -> {});
        assertThat(verified.problems()).isEmpty();
        assertThat(verified.notes()).isEmpty();
    }

    private Set<String> exported(Path directory) throws IOException {
        Path to = Files.createDirectory(temp.resolve("out"));
        Set<String> lines = new TreeSet<>();
        try (OpenJournal journal = OpenJournal.readOnly(directory)) {
            for (String file : Export.of(journal, ReportFilter.ALL, to, false).keySet()) {
                for (String line : Files.readAllLines(to.resolve(file), StandardCharsets.UTF_8)) {
                    assertThat(lines.add(line)).as(line).isTrue();
                }
            }
        }
        return lines;
    }
}
