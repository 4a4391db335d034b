package dev.rapporteur.impl.xa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that prepares, commits and rolls back branches, most of them with parts, killed again and again at any moment;
 * {@code -Djournal.kills=N} kills more often, and {@code -Djournal.kills.seed=N} repeats the same numbers (not the same
 * moments).
 */
class KilledBranchesTest {

    private static final Logger LOG = System.getLogger(KilledBranchesTest.class.getName());
    private static final int KILLS = Integer.getInteger("journal.kills", 4);
    private static final long SEED = Long.getLong("journal.kills.seed", System.nanoTime());
    private static final Duration WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path temp;

    private final SplittableRandom random = new SplittableRandom(SEED);
    /** The numbers of all branches whose reports have left, in any round. */
    private final Set<Integer> left = new TreeSet<>();

    /** What a victim was told. */
    private record Told(Set<Integer> voted, Set<Integer> ended, List<String> failed) {

        static Told read(Path output) {
            try {
                String text = Files.exists(output) ? Files.readString(output, UTF_8) : "";
                List<String> lines =
                        text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
                return new Told(
                        numbers(lines, BranchVictim.VOTED),
                        numbers(lines, BranchVictim.ENDED),
                        lines.stream()
                                .filter(line -> line.startsWith(BranchVictim.FAILED))
                                .toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Set<Integer> numbers(List<String> lines, String word) {
            return lines.stream()
                    .filter(line -> line.startsWith(word))
                    .map(line -> Integer.valueOf(line.substring(word.length())))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        int count() {
            return voted.size() + ended.size();
        }

        /** No branch has a higher number. */
        int highest() {
            return Stream.concat(voted.stream(), ended.stream())
                            .mapToInt(number -> number)
                            .max()
                            .orElse(0)
                    + BranchVictim.THREADS;
        }
    }

    @Test
    void shouldKeepToWhatItAnsweredWhenItIsKilledBetweenPrepareAndDecision() throws IOException, XAException {
        LOG.log(Logger.Level.INFO, "Kills: {0}, seed {1}", KILLS, Long.toString(SEED));
        Path directory = temp.resolve("journal");
        int first = 1;
        for (int kill = 1; kill <= KILLS; kill++) {
            Told told = killAtAnyMoment(directory, first);
            assertThat(told.failed()).isEmpty();

            Set<Integer> prepared;
            try (Desk desk = BranchVictim.open(directory)) {
                prepared = prepared(desk);
            }
            try (Desk desk = BranchVictim.open(directory)) {
                assertThat(prepared(desk)).as("prepared after another restart").isEqualTo(prepared);
                assertPrepared(prepared, told);
                Set<Integer> committed = decide(desk, prepared);
                assertLeft(drain(desk), told, prepared, committed);
            }
            first = Math.max(first, told.highest() + 1);
        }
    }

    private Told killAtAnyMoment(Path directory, int first) {
        Path output = temp.resolve("victim-from-" + first + ".out");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BranchVictim.class.getName(),
                directory.toString(),
                Integer.toString(first));
        int answers = random.nextInt(1, 600);
        try (ChildProcess victim = ChildProcess.start("branch victim", command, output)) {
            Await.until(answers + " answers: " + output, WITHIN, () -> {
                boolean alive = victim.isAlive();
                boolean enough = Told.read(output).count() >= answers;
                assertThat(alive || enough).as(victim.lastLines()).isTrue();
                return enough;
            });
            victim.kill();
        }
        return Told.read(output);
    }

    private static Set<Integer> prepared(Desk desk) throws XAException {
        return Stream.of(desk.newResource().recover(XAResource.TMSTARTRSCAN))
                .map(xid -> VictimBranch.of(xid).number())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Each vote that was told holds, until its decision was told or may have been made. */
    private static void assertPrepared(Set<Integer> prepared, Told told) {
        for (int number : told.voted()) {
            if (new VictimBranch(number).fate() == VictimBranch.Fate.PREPARED) {
                assertThat(prepared).as("has voted, and was not decided").contains(number);
            }
        }
        for (int number : prepared) {
            assertThat(new VictimBranch(number).fate())
                    .as("prepared: " + number)
                    .isNotIn(VictimBranch.Fate.COMMITTED_IN_ONE_PHASE, VictimBranch.Fate.ROLLED_BACK_AT_WORK);
            assertThat(told.ended()).as("has ended, and is prepared").doesNotContain(number);
        }
    }

    /** Commits half of what is prepared, and rolls back the rest. @return what was committed */
    private Set<Integer> decide(Desk desk, Set<Integer> prepared) throws XAException {
        Set<Integer> committed = new TreeSet<>();
        ReportXAResource resource = desk.newResource();
        for (int number : prepared) {
            Xid xid = new VictimBranch(number).xid();
            if (random.nextBoolean()) {
                resource.commit(xid, false);
                committed.add(number);
            } else {
                resource.rollback(xid);
            }
        }
        return committed;
    }

    /** All that leaves, partition by partition. Where places change meanwhile, reading back asks for another attempt. */
    private static List<String> drain(Desk desk) {
        List<String> payloads = new ArrayList<>();
        Await.until("all that is committed leaves", WITHIN, () -> {
            payloads.addAll(desk.committed());
            return desk.outbound().totals().waitingReports() == 0;
        });
        payloads.sort(Comparator.comparingInt(VictimBranch::partitionOf));
        return payloads;
    }

    private void assertLeft(List<String> payloads, Told told, Set<Integer> prepared, Set<Integer> committed) {
        Map<VictimBranch, List<String>> arrived = new LinkedHashMap<>();
        payloads.forEach(payload -> arrived.computeIfAbsent(VictimBranch.ofPayload(payload), one -> new ArrayList<>())
                .add(payload));
        arrived.forEach((branch, reports) -> {
            assertThat(reports).as("whole and once, in order: " + branch).isEqualTo(branch.payloads());
            assertThat(left.add(branch.number())).as("in one round: " + branch).isTrue();
            if (prepared.contains(branch.number())) {
                assertThat(committed).as("left, and was rolled back").contains(branch.number());
            } else {
                assertThat(branch.fate())
                        .as("left: " + branch)
                        .isIn(VictimBranch.Fate.COMMITTED, VictimBranch.Fate.COMMITTED_IN_ONE_PHASE);
            }
        });
        assertThat(arrived.keySet()).extracting(VictimBranch::number).containsAll(committed);
        assertThat(left)
                .as("ended with a commit")
                .containsAll(told.ended().stream()
                        .filter(number -> switch (new VictimBranch(number).fate()) {
                            case COMMITTED, COMMITTED_IN_ONE_PHASE -> true;
                            case PREPARED, ROLLED_BACK, ROLLED_BACK_AT_WORK -> false;
                        })
                        .toList());
        assertVotesHeld(told, prepared);
    }

    /** A vote of a branch that was to be committed is kept or has become a commit. */
    private void assertVotesHeld(Told told, Set<Integer> prepared) {
        for (int number : told.voted()) {
            if (new VictimBranch(number).fate() == VictimBranch.Fate.COMMITTED) {
                assertThat(prepared.contains(number) || left.contains(number))
                        .as("vote of " + number)
                        .isTrue();
            }
        }
    }
}
