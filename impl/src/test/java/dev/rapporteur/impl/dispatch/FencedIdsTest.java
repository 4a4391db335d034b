package dev.rapporteur.impl.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FencedIdsTest {

    private static final long NOW = 1_000_000;

    private final FencedIds fencedIds = new FencedIds();

    @Test
    void shouldSayThatTheJournalMayRunTwiceWhenItIsFencedOften() {
        fence(FencedIds.OFTEN, NOW);

        assertThat(fencedIds.alarm(NOW)).contains("runs twice", "copy of its directory");
        assertThat(fencedIds.alarm(NOW + FencedIds.WITHIN_MS)).isNotNull();
    }

    @Test
    void shouldSayNothingOfSomeMishaps() {
        fence(FencedIds.OFTEN - 1, NOW);

        assertThat(fencedIds.alarm(NOW)).isNull();
    }

    @Test
    void shouldSayNothingOfWhatIsLongAgo() {
        fence(FencedIds.OFTEN, NOW);

        assertThat(fencedIds.alarm(NOW + FencedIds.WITHIN_MS + 1)).isNull();
        fence(1, NOW + FencedIds.WITHIN_MS + 1);
        assertThat(fencedIds.alarm(NOW + FencedIds.WITHIN_MS + 1)).isNull();
    }

    @Test
    void shouldSayNothingWhenItComesSeldom() {
        for (int i = 0; i < 10 * FencedIds.OFTEN; i++) {
            long at = NOW + i * FencedIds.WITHIN_MS / 2;
            fencedIds.fenced(at);

            assertThat(fencedIds.alarm(at)).isNull();
        }
    }

    private void fence(int times, long atMs) {
        for (int i = 0; i < times; i++) {
            fencedIds.fenced(atMs);
        }
    }
}
