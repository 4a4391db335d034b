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
import java.util.List;
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
        write(directory, new Random(seed));

        Set<String> dumped = new TreeSet<>();
        JournalDump.of(directory, ReportFilter.ALL, line -> {
            if (line.state() == ReportState.UNDELIVERED) {
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

    /** All branches are decided at the end, so that nothing waits behind one. */
    private static void write(Path directory, Random random) {
        WrittenJournal journal = new WrittenJournal(directory);
        List<String> open = new ArrayList<>();
        journal.commit("late", 0, "before the route");
        journal.route("payments", 2);
        journal.route("turns", 2);
        long part = 1;
        journal.commit("payments", 0, "stuck: keeps old segments alive, so that it must be moved");
        for (int i = 0; i < 1_000; i++) {
            switch (random.nextInt(16)) {
                case 0 -> {
                    while (open.size() > 1) {
                        journal.decide(open.remove(0), random.nextInt(3) == 0 ? Decision.ROLLBACK : Decision.COMMIT);
                    }
                    open.add("branch-" + i);
                    String topic = random.nextInt(8) == 0 ? "late" : random.nextBoolean() ? "payments" : "turns";
                    int partition = topic.equals("turns") ? WrittenJournal.IN_TURN : 1;
                    if (random.nextInt(3) == 0) {
                        journal.prepare("branch-" + i, topic, partition, "p" + i, "q" + i);
                    } else {
                        journal.prepareParts("branch-" + i, part, topic, partition, "p" + i, "q" + i);
                        part++;
                    }
                }
                case 1 -> {
                    if (!open.isEmpty()) {
                        journal.decide(
                                open.remove(random.nextInt(open.size())),
                                random.nextBoolean() ? Decision.COMMIT : Decision.ROLLBACK);
                    }
                }
                case 2, 3, 7 -> journal.deliverSome("payments", 1, 200);
                case 8 -> journal.deliverSome("turns", random.nextInt(3), 200);
                case 9 -> journal.part(part, "payments", 1, "m" + i, "n" + "y".repeat(random.nextInt(900)));
                case 10 -> journal.part(part, "turns", WrittenJournal.IN_TURN, "t" + i, "u" + i, "v" + i);
                case 11 -> {
                    if (random.nextInt(4) == 0) {
                        journal.drop(part);
                    } else {
                        journal.commitParts(part, "turns", WrittenJournal.IN_TURN, "c" + i);
                    }
                    part++;
                }
                case 12 -> {
                    if (random.nextInt(40) == 0) {
                        journal.route("turns", 3);
                    }
                }
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
