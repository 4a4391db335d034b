package dev.rapporteur.it.crash;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

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
                Harm.CUT_OFF_SERVER,
                Harm.FULL_DISK,
                Harm.FORBIDDEN_JOURNALS,
                Harm.KILLED_BROKER,
                Harm.PAUSED_BROKER,
                Harm.KILLED_DATABASE,
                Harm.PAUSED_DATABASE));
        return List.copyOf(harms);
    }

    /**
     * Plays rounds. Each is audited again after the next one; the last, after one more restart of the servers.
     *
     * @param seed of the first; each further one has the next
     * @return what is wrong with the one that does not balance; empty if all do
     */
    Optional<String> play(int rounds, long seed) {
        try (Scene scene = Scene.open(directory, rar)) {
            Optional<String> wrong = Optional.empty();
            @Nullable Round before = null;
            for (int i = 0; i < rounds && wrong.isEmpty(); i++) {
                Round round = new Round(scene, i, seed + i);
                wrong = play(round, i, seed + i);
                if (wrong.isEmpty() && before != null) {
                    wrong = attempt("Round " + (i - 1) + ", audited again", before::auditAgain);
                }
                before = round;
            }
            if (wrong.isEmpty() && before != null) {
                Round last = before;
                wrong = attempt("The last round, audited again", () -> {
                    scene.restartServers();
                    return last.auditAgain();
                });
            }
            return wrong.map(what -> what + "\n" + keepJournals(scene));
        }
    }

    private Optional<String> play(Round round, int number, long seed) {
        Plan plan = PLAN.isEmpty() ? Plan.of(seed, HARMS) : Plan.read(Path.of(PLAN));
        System.out.println("Round " + number + ", -Dcrash.seed=" + seed + ": " + plan.steps());
        tally.addPlan(plan);
        Optional<String> wrong = attempt(
                "Round " + number + ", -Dcrash.seed=" + seed + ", its steps are in " + steps(number),
                () -> round.play(plan, steps(number), tally));
        note();
        return wrong;
    }

    private static Optional<String> attempt(String what, Callable<Findings> audit) {
        try {
            Findings findings = audit.call();
            return findings.isEmpty() ? Optional.empty() : Optional.of(what + ": " + findings);
        } catch (Exception | AssertionError e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return Optional.of(what + ": " + trace);
        }
    }

    private String keepJournals(Scene scene) {
        try {
            scene.keepJournals();
            return "Logs and journals are kept in " + directory;
        } catch (RuntimeException e) {
            return "Logs are kept in " + directory + ", the journals can't be: " + e;
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
