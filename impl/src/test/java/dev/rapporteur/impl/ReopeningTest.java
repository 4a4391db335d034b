package dev.rapporteur.impl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.JournalException;
import dev.rapporteur.impl.thread.Bell;
import dev.rapporteur.impl.thread.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a failed journal is opened again, and what is said meanwhile. */
class ReopeningTest {

    private static final Instant FAILED_AT = Instant.parse("2026-01-02T03:04:05Z");

    private final Journals journals = new Journals();
    private final Reopening reopening =
            new Reopening(journals, "test", () -> journals.nowMs, () -> FAILED_AT.plusMillis(678), new Bell());

    /** A journal that fails and opens as the test says. */
    private static final class Journals implements Reopening.Steps {

        private long nowMs = 1_000_000;
        private long endTakesMs;
        private @Nullable Throwable failure;
        private boolean opens = true;
        private final List<String> done = new ArrayList<>();

        @Override
        public @Nullable Throwable failure() {
            return failure;
        }

        @Override
        public void endFailed() {
            done.add("ended");
            nowMs += endTakesMs;
        }

        @Override
        public void openAnew() {
            if (!opens) {
                done.add("refused");
                throw new JournalException("The disk is on fire.");
            }
            done.add("opened");
            failure = null;
        }
    }

    @Test
    void shouldRestWhileTheJournalIsSound() {
        assertThat(reopening.turn()).isEqualTo(Turn.UNTIL_RUNG);
        assertThat(reopening.remedy()).isNull();
        assertThat(journals.done).isEmpty();
    }

    @Test
    void shouldEndWhatLivedOnAFailedJournalAndOpenItAfterASecond() {
        journals.nowMs += 100_000;
        journals.failure = new JournalException("Input/output error");
        journals.endTakesMs = 300;

        assertThat(reopening.turn()).isEqualTo(700);
        assertThat(journals.done).containsExactly("ended");
        assertThat(reopening.remedy())
                .isEqualTo("It failed at 2026-01-02T03:04:05Z and is opened again by itself, next in 1 s.");
        journals.nowMs += 699;
        assertThat(reopening.turn()).isEqualTo(1);
        journals.nowMs += 1;
        assertThat(reopening.turn()).isZero();

        assertThat(journals.done).containsExactly("ended", "opened");
        assertThat(reopening.remedy()).isNull();
        assertThat(reopening.turn()).isEqualTo(Turn.UNTIL_RUNG);
    }

    @Test
    void shouldTryAgainAfterGrowingPausesOfAMinuteAtMost() {
        journals.nowMs += 100_000;
        journals.failure = new JournalException("Input/output error");
        journals.opens = false;
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            pauses.add(reopening.turn());
            journals.nowMs += pauses.get(i);
        }

        assertThat(pauses).containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L);
        assertThat(reopening.remedy())
                .contains("next in 0 s")
                .contains("Attempt 8 did not succeed: The disk is on fire.");
        assertThat(journals.done).hasSize(9).startsWith("ended", "refused").doesNotContain("opened");
    }

    @Test
    void shouldNotHurryAJournalThatFailsAgainAtOnce() {
        List<Long> pauses = new ArrayList<>();
        journals.nowMs += 100_000;
        for (int i = 0; i < 3; i++) {
            journals.failure = new JournalException("Input/output error");
            pauses.add(reopening.turn());
            journals.nowMs += pauses.get(i);
            assertThat(reopening.turn()).isZero();
        }
        journals.nowMs += 60_001;
        journals.failure = new JournalException("Input/output error");
        pauses.add(reopening.turn());

        assertThat(pauses).containsExactly(1_000L, 2_000L, 4_000L, 1_000L);
    }

    @Test
    void shouldOpenNothingOnceItIsStopped() {
        journals.failure = new JournalException("Input/output error");
        reopening.turn();
        journals.nowMs += 100_000;
        reopening.stop();

        assertThat(reopening.turn()).isEqualTo(Turn.DONE);
        assertThat(journals.done).containsExactly("ended");
    }
}
