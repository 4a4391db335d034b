package dev.rapporteur.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.Frame.Decision;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dump's own reading of the files against the recovered state, over random histories. */
class RandomHistoryTest {

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldDumpAsUndeliveredWhatWouldBeSent(int seed) throws IOException {
        Path directory = temp.resolve("journal");
        write(directory, new Random(seed));

        List<String> dumped = new ArrayList<>();
        JournalDump.of(directory, ReportFilter.ALL, line -> {
            if (line.state() == ReportState.UNDELIVERED) {
                dumped.add(line.id());
            }
        });
        assertThat(dumped).doesNotHaveDuplicates();
        assertThat(new HashSet<>(dumped)).isEqualTo(exported(directory));
        assertThat(Verification.of(directory, segment -> {}).problems()).isEmpty();
    }

    private Set<String> exported(Path directory) throws IOException {
        Path to = Files.createDirectory(temp.resolve("out"));
        Set<String> ids = new HashSet<>();
        try (OpenJournal journal = OpenJournal.readOnly(directory)) {
            for (String file : Export.of(journal, ReportFilter.ALL, to, false).keySet()) {
                for (String line : Files.readAllLines(to.resolve(file), StandardCharsets.UTF_8)) {
                    assertThat(ids.add(line.replaceAll("^\\{\"id\":\"([^\"]+)\".*", "$1")))
                            .as(line)
                            .isTrue();
                }
            }
        }
        return ids;
    }

    /** All branches are decided at the end, so that nothing waits behind one. */
    private static void write(Path directory, Random random) {
        WrittenJournal journal = new WrittenJournal(directory);
        List<String> open = new ArrayList<>();
        journal.commit("late", 0, "before the route");
        journal.route("payments", 2);
        journal.commit("payments", 0, "stuck: keeps old segments alive, so that it must be moved");
        for (int i = 0; i < 1_000; i++) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    while (open.size() > 1) {
                        journal.decide(open.remove(0), random.nextInt(3) == 0 ? Decision.ROLLBACK : Decision.COMMIT);
                    }
                    open.add("branch-" + i);
                    journal.prepare("branch-" + i, random.nextInt(8) == 0 ? "late" : "payments", 1, "p" + i, "q" + i);
                }
                case 1 -> {
                    if (!open.isEmpty()) {
                        journal.decide(
                                open.remove(random.nextInt(open.size())),
                                random.nextBoolean() ? Decision.COMMIT : Decision.ROLLBACK);
                    }
                }
                case 2, 3, 7 -> journal.deliverSome("payments", 1, 200);
                case 4 -> {
                    if (!open.isEmpty()) {
                        journal.release(open.get(random.nextInt(open.size())));
                    }
                }
                case 5 -> {
                    if (random.nextInt(200)
                            == 0) { // seldom: nothing reads back here, so from then on nothing is delivered
                        journal.close();
                        journal = new WrittenJournal(directory, 10_000 + i * 1_000L);
                    }
                }
                case 6 -> {
                    if (random.nextInt(6) == 0) {
                        journal.commit("late", 0, "l" + i);
                    }
                }
                default -> journal.commit("payments", 1, "r" + i, "x".repeat(random.nextInt(300)));
            }
        }
        for (String branch : open) {
            journal.decide(branch, random.nextBoolean() ? Decision.COMMIT : Decision.ROLLBACK);
        }
        if (random.nextBoolean()) {
            journal.route("late", 1 + random.nextInt(3));
        }
        journal.close();
    }
}
