package dev.rapporteur.impl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.config.Durability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an acknowledged frame survives with each durability: docs/configuration.md, {@code durability}. */
@ExtendWith(QuietJournal.class)
class DurabilityTest {

    private static final int SEEDS = 300;
    private static final int COMMITS = 30;
    private static final int PAUSE_AT_MOST_MS = 400;
    /** So large that the sync at a segment's end doesn't help. */
    private static final int SEGMENT_BYTES = 32 << 10;

    private static final int SECOND_MS = 1_000;

    /** What was appended one after the other, and when it was acknowledged. */
    private static final class Life {
        private final long seed;
        private final JournalLab lab;
        private final Journal journal;
        private final List<Long> acknowledgedAt = new ArrayList<>();
        private final List<String> sent = new ArrayList<>();
        private long nowMs;

        private Life(long seed, Durability durability) {
            this.seed = seed;
            lab = new JournalLab(seed);
            journal = lab.open(settings(durability));
            lab.idle(journal);
        }

        private Append commit() {
            sent.add("t" + sent.size());
            Append append = JournalLab.route(journal, sent.get(sent.size() - 1));
            journal.turn();
            if (append.outcome() == Append.Outcome.DONE) {
                acknowledgedAt.add(nowMs);
            }
            return append;
        }

        private void commitSome() {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < COMMITS; i++) {
                pass(random.nextInt(PAUSE_AT_MOST_MS));
                assertThat(commit().outcome()).isEqualTo(Append.Outcome.DONE);
            }
        }

        private void pass(long millis) {
            nowMs += millis;
            lab.pass(millis);
        }

        private List<String> acknowledged() {
            return List.copyOf(sent.subList(0, acknowledgedAt.size()));
        }

        /** What had been acknowledged for longer than a second when the journal had its last turn. */
        private List<String> old() {
            long old =
                    acknowledgedAt.stream().filter(at -> at < nowMs - SECOND_MS).count();
            return List.copyOf(sent.subList(0, (int) old));
        }

        /** Nothing is missing in between, nothing is there that was not sent. */
        private void assertBeginsWith(List<String> found) {
            assertThat(found)
                    .as("seed %d: no gap", seed)
                    .isEqualTo(sent.subList(0, Math.min(sent.size(), found.size())));
        }

        /** What the next start finds. */
        private List<String> crash() {
            lab.directory.crash();
            lab.reopen();
            return lab.fold().topics();
        }
    }

    private static JournalSettings settings(Durability durability) {
        return new JournalSettings(SEGMENT_BYTES, 1L << 40, durability == Durability.SYNC, null, false);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldKeepWhatWasAcknowledgedWhenTheProcessIsKilled(Durability durability) throws IOException {
        VictimPlan plan =
                VictimPlan.in(WorkPlace.fresh("durability").resolve("journal")).sync(durability == Durability.SYNC);
        Told told;
        try (VictimProcess victim = VictimProcess.start(plan)) {
            victim.awaitAcknowledged(300);
            told = victim.kill();
        }

        assertThat(told.acknowledged()).hasSizeGreaterThanOrEqualTo(300);
        NumberedFrames.reopen(plan).assertBearsOut(told);
    }

    @Test
    void shouldKeepAllThatWasAcknowledgedWithSyncWhenTheMachineCrashes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Life life = new Life(seed, Durability.SYNC);
            life.commitSome();

            assertThat(life.crash()).as("seed %d", seed).isEqualTo(life.acknowledged());
        }
    }

    @Test
    void shouldLoseNothingButTheEndOfTheLastSecondWithOsWhenTheMachineCrashes() {
        int lost = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Life life = new Life(seed, Durability.OS);
            life.commitSome();

            List<String> found = life.crash();

            life.assertBeginsWith(found);
            assertThat(found).as("seed %d: what is older", seed).containsAll(life.old());
            lost += life.sent.size() - found.size();
        }
        assertThat(lost).as("else this shows nothing").isPositive();
    }

    @Test
    void shouldKeepAllThatWasAcknowledgedWithOsOnceTheJournalHasBeenIdle() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Life life = new Life(seed, Durability.OS);
            life.commitSome();
            life.lab.idle(life.journal);

            assertThat(life.crash()).as("seed %d", seed).isEqualTo(life.acknowledged());
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldLoseNoMoreThanItMayWhenASyncFailsAndThenTheMachineCrashes(Durability durability) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Life life = new Life(seed, durability);
            life.commitSome();
            List<String> safe = durability == Durability.SYNC ? life.acknowledged() : life.old();
            life.lab.directory.failNextSyncs(1);

            Append last;
            do {
                life.pass(SECOND_MS + 1);
                last = life.commit();
            } while (last.outcome() == Append.Outcome.DONE); // with OS, no sync was due yet

            assertThat(last.outcome()).as("seed %d", seed).isEqualTo(Append.Outcome.IN_DOUBT);
            List<String> found = life.crash();
            life.assertBeginsWith(found);
            assertThat(found).as("seed %d", seed).containsAll(safe);
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldSyncForEachGroupWithSyncAndOnceASecondWithOs(Durability durability) {
        Life life = new Life(1, durability);
        life.lab.directory.countSyncs();

        int tenSecondsOfCommits = 100;
        for (int i = 0; i < tenSecondsOfCommits; i++) {
            life.pass(100);
            life.commit();
        }

        int syncs = life.lab.directory.countSyncs();
        switch (durability) {
            case SYNC -> assertThat(syncs).isEqualTo(tenSecondsOfCommits);
            case OS -> assertThat(syncs).isBetween(8, 10);
        }
    }
}
