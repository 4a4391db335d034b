package dev.rapporteur.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.it.bed.Bed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The proof. {@code -Dcrash.rounds}, {@code -Dcrash.seed} and {@code -Dcrash.plan} (a file of steps, as a round logs them) choose what
 * is played; each round prints its seed.
 */
class CrashIT {

    private static final int ROUNDS = Integer.getInteger("crash.rounds", 1);
    private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));
    private static final String PLAN = System.getProperty("crash.plan", "");

    @Test
    void shouldBalanceTheBooksWhateverIsKilled() throws Exception {
        Path directory = Bed.directory("crash");
        Tally tally = new Tally();
        try (Scene scene = Scene.open(directory)) {
            for (int i = 0; i < ROUNDS; i++) {
                long seed = SEED + i;
                List<Harm> harms = harms();
                Plan plan = PLAN.isEmpty() ? Plan.of(seed, harms) : Plan.read(Path.of(PLAN));
                Path log = directory.resolve("round-" + i + ".log");
                System.out.println("Round " + i + ", -Dcrash.seed=" + seed + ": " + plan.steps());
                tally.add(harms);
                try {
                    Findings findings = new Round(scene, i, seed).play(plan, log, tally);
                    assertThat(findings.isEmpty())
                            .as("round %d, -Dcrash.seed=%d, steps in %s:\n%s", i, seed, log, findings)
                            .isTrue();
                } catch (AssertionError | RuntimeException e) {
                    scene.keepJournals();
                    throw new AssertionError(
                            "Round " + i + " of -Dcrash.seed=" + seed + " failed; its steps are in " + log
                                    + ", logs and journals are kept in " + directory,
                            e);
                } finally {
                    Files.writeString(directory.resolve("tally.md"), tally.toString());
                }
            }
        } finally {
            System.out.println(tally);
        }
    }

    private static List<Harm> harms() {
        List<Harm> harms = new ArrayList<>(Collections.nCopies(4, Harm.KILLED_SERVER));
        harms.addAll(List.of(
                Harm.KILLED_TWICE,
                Harm.REDEPLOYED,
                Harm.FULL_DISK,
                Harm.FORBIDDEN_JOURNALS,
                Harm.KILLED_BROKER,
                Harm.PAUSED_BROKER,
                Harm.KILLED_DATABASE));
        return harms;
    }
}
