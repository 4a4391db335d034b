package dev.rapporteur.impl.mutation;

import dev.rapporteur.testkit.planting.PlantedBug;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Plants each bug of the list in a copy of one source, compiles it, and lets the simulation live some hundred lives on it,
 * in a process of its own with the faulty class in front of the sound ones. Prints how many of them failed, as a table, and
 * ends with 1 if a bug was not found or could not be planted. Arguments: the module's directory, how many seeds, and a part of
 * a name, to try only such bugs.
 */
public final class MutationRun {

    private static final String LIVES = "dev.rapporteur.impl.simulation.SimulatedLives";
    private static final String ENGINE = "engine";
    private static final String DECISION = "decision";
    private static final long PROCESS_MINUTES = 10;

    private final Path module;
    private final Path work;
    private final int seeds;

    private MutationRun(Path module, int seeds) throws IOException {
        this.module = module;
        this.work = Files.createDirectories(module.resolve("target/mutations"));
        this.seeds = seeds;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        MutationRun run = new MutationRun(Path.of(args[0]), Integer.parseInt(args[1]));
        String only = args.length > 2 ? args[2] : "";
        List<SimulatedBug> bugs = SimulatedBug.all().stream()
                .filter(simulated -> simulated.bug().name().contains(only))
                .toList();
        System.out.println(
                "| planted bug | seeds of " + run.seeds + " that find it | for example |\n| --- | --- | --- |");
        int survivors = report("none", run.live(List.of(), ENGINE)) > 0 ? 1 : 0;
        survivors += report("none, with a database that decides", run.live(List.of(), DECISION)) > 0 ? 1 : 0;
        for (int i = 0; i < bugs.size(); i++) {
            survivors += run.tryOne(bugs.get(i), i) ? 0 : 1;
        }
        System.out.println(
                survivors == 0
                        ? "All " + bugs.size() + " planted bugs were found."
                        : survivors + " of " + bugs.size()
                                + " planted bugs were not found, or the sound engine fails.");
        System.exit(survivors == 0 ? 0 : 1);
    }

    /** @return whether it was found */
    private boolean tryOne(SimulatedBug simulated, int number) throws IOException, InterruptedException {
        PlantedBug bug = simulated.bug();
        Path planted;
        try {
            planted = bug.compile(
                    module.resolve(simulated.sources()),
                    System.getProperty("java.class.path"),
                    Files.createTempDirectory(work, number + "-"));
        } catch (IllegalStateException e) {
            System.out.println("| " + bug.name() + " | NOT PLANTED | " + e.getMessage());
            return false;
        }
        return report(bug.name(), live(List.of(planted.toString()), simulated.isOfDecision() ? DECISION : ENGINE)) > 0;
    }

    private static int report(String name, List<String> failures) {
        System.out.println("| " + name + " | " + failures.size() + " | "
                + failures.stream().findFirst().orElse("").replace('|', '/') + " |");
        return failures.size();
    }

    /** @return a line for each life that failed */
    private List<String> live(List<String> inFront, String kind) throws IOException, InterruptedException {
        List<String> classPath = new ArrayList<>(inFront);
        classPath.add(System.getProperty("java.class.path"));
        Path output = work.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseParallelGC",
                        "-cp",
                        String.join(File.pathSeparator, classPath),
                        LIVES,
                        Integer.toString(seeds),
                        kind)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(PROCESS_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("The simulation did not end; see " + output);
        }
        List<String> lines = Files.readAllLines(output);
        if (process.exitValue() != 0) {
            throw new IllegalStateException("The simulation can't run: " + lines);
        }
        return lines.stream().filter(line -> line.matches("\\d+: .*")).toList();
    }
}
