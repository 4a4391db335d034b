package dev.rapporteur.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Bed;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Business rows and reports stay the same whatever dies (docs/crashes.md). {@code -Dcrash.rounds}, {@code -Dcrash.seed} and
 * {@code -Dcrash.plan} (a file of steps, as a round logs them) choose what is played; each round prints its seed.
 */
class CrashIT {

    private static final int ROUNDS = Integer.getInteger("crash.rounds", 1);

    @Test
    void shouldBalanceTheBooksWhateverIsKilled() throws Exception {
        long seed = Long.getLong("crash.seed", new Random().nextInt(1_000_000));
        Season season = new Season(Bed.directory("crash"), Archives.rar());

        assertThat(season.play(ROUNDS, seed)).isEmpty();

        System.out.println(season.tally());
    }
}
