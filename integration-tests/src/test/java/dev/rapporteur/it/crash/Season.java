package dev.rapporteur.it.crash;

import dev.rapporteur.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Rounds on one scene, until one does not balance. Logs, journals, steps and seeds stay below its directory. For one thread. */
final class Season {

    private static final String PLAN = System.getProperty("crash.plan", "");

    /** Each kind of harm; servers are killed six times. */
    private static final List<Harm> HARMS = harms();

    private final Path directory;
    private final Path rar;
    private final Tally tally = new Tally();

    /**
     * A season that has not begun.
     *
     * @param directory for all files of all parts
     * @param rar the adapter that is deployed
     */
    Season(Path directory, Path rar) {
        this.directory = directory;
        this.rar = rar;
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
        return List.copyOf(harms);
    }

    /**
     * Plays rounds.
     *
     * @param seed of the first; each further one has the next
     * @return what is wrong with the one that does not balance; empty if all do
     */
    Optional<String> play(int rounds, long seed) throws SQLException {
        try (Scene scene = Scene.open(directory, rar)) {
            for (int i = 0; i < rounds; i++) {
                Optional<String> wrong = play(scene, i, seed + i);
                note();
                if (wrong.isPresent()) {
                    scene.keepJournals();
                    return Optional.of("Round " + i + ", -Dcrash.seed=" + (seed + i) + ", its steps are in " + steps(i)
                            + ", logs and journals are kept in " + directory + ": " + wrong.get());
                }
            }
            return Optional.empty();
        }
    }

    private Optional<String> play(Scene scene, int round, long seed) throws SQLException {
        Plan plan = PLAN.isEmpty() ? Plan.of(seed, HARMS) : Plan.read(Path.of(PLAN));
        System.out.println("Round " + round + ", -Dcrash.seed=" + seed + ": " + plan.steps());
        tally.addPlan(plan);
        try {
            Findings findings = new Round(scene, round, seed).play(plan, steps(round), tally);
            return findings.isEmpty() ? Optional.empty() : Optional.of(findings.toString());
        } catch (AssertionError | Await.NotInTimeException e) {
            return Optional.of(e.toString());
        }
    }

    private Path steps(int round) {
        return directory.resolve("round-" + round + ".log");
    }

    private void note() {
        try {
            Files.writeString(directory.resolve("tally.md"), tally.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("The tally can't be noted in " + directory, e);
        }
    }

    /** What all rounds so far came to. */
    Tally tally() {
        return tally;
    }
}
