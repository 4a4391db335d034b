package dev.rapporteur.impl.journal;

import dev.rapporteur.ReportId;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A running {@link JournalVictim}. Killed, at the latest, when this JVM is gone. */
final class VictimProcess implements AutoCloseable {

    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final ChildProcess process;
    private final Path output;

    private VictimProcess(ChildProcess process, Path output) {
        this.process = process;
        this.output = output;
    }

    static VictimProcess start(VictimPlan plan) throws IOException {
        return start(plan, List.of(), Map.of());
    }

    /**
     * Starts it.
     *
     * @param plan what it is to do
     * @param prefix a command that runs the one that follows it
     * @param environment further variables
     */
    static VictimProcess start(VictimPlan plan, List<String> prefix, Map<String, String> environment)
            throws IOException {
        Path output = WorkPlace.target().resolve("victim-" + STARTED.incrementAndGet() + ".out");
        Files.deleteIfExists(output);
        Files.deleteIfExists(plan.go());
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                java().toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                JournalVictim.class.getName()));
        command.addAll(plan.toArguments());
        return new VictimProcess(ChildProcess.start("journal victim", command, environment, output), output);
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** Only what it needs, so that another user needs to read no more than that. */
    static List<Path> classPath() {
        return Stream.of(JournalVictim.class, Journal.class, ReportId.class, Await.class)
                .map(WorkPlace::location)
                .toList();
    }

    Told told() {
        return Told.read(output);
    }

    /** Waits until it has said something. */
    Told await(String what, Predicate<Told> condition) {
        try {
            return Await.value("the victim " + what, WITHIN, () -> {
                boolean alive = process.isAlive();
                Told told = told();
                if (condition.test(told)) {
                    return told;
                }
                if (!alive) {
                    throw new AssertionError("The victim has ended: " + process.lastLines());
                }
                return null;
            });
        } catch (Await.NotInTimeException e) {
            throw new AssertionError(e.getMessage() + "; its last lines:\n" + process.lastLines(), e);
        }
    }

    Told awaitAcknowledged(int count) {
        return await(
                "has " + count + " numbers acknowledged",
                told -> told.acknowledged().size() >= count);
    }

    /** Waits until the appenders have come to their end, or the journal could not be opened. */
    Told awaitEnd() {
        Told told = await("ends", so -> so.ended() || so.shut() != null);
        int unused = process.waitForExit(WITHIN);
        return told;
    }

    /** As kill -9 does. */
    Told kill() {
        process.kill();
        return told();
    }

    @Override
    public void close() {
        process.close();
    }
}
