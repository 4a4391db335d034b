package dev.rapporteur.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of ours: its output goes to a file, and it does not outlive this JVM, neither after an
 * orderly exit nor after a kill -9 (see {@link Reaper}). Safe for use by several threads.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);
    private static final int TAIL_LINES = 40;
    private static final Set<ChildProcess> STARTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> STARTED.forEach(child -> Reaper.killTree(child.process.toHandle())), "reaper"));
    }

    private final String name;
    private final Process process;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a process.
     *
     * @param name what it is, for messages
     * @param command program and arguments
     * @param log where output and errors are appended
     * @return the running process
     */
    public static ChildProcess start(String name, List<String> command, Path log) {
        return start(name, command, Map.of(), log);
    }

    /** Starts a process with further environment variables. */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            ChildProcess child = new ChildProcess(name, process, log);
            STARTED.add(child);
            Reaper.watch(process.toHandle());
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start: " + String.join(" ", command), e);
        }
    }

    /** The operating system's number for it. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs; a paused process does. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it and its children at once, as kill -9 does, and waits until they are gone. */
    public void kill() {
        Reaper.killTree(process.toHandle());
        waitForExit(KILL_TIMEOUT);
    }

    /** Stops its clock: SIGSTOP. It keeps its ports and connections, and answers nothing; at return it stands still. */
    public void pause() {
        signal("STOP");
        Await.until(this + " stands still", STOPPED_WITHIN, this::standsStill);
    }

    /** Whether all its threads are stopped, as the kernel tells; where that tells nothing, it is taken to be so. */
    private boolean standsStill() {
        Path threads = Path.of("/proc", Long.toString(pid()), "task");
        if (!process.isAlive() || !Files.isDirectory(threads)) {
            return true;
        }
        try (Stream<Path> each = Files.list(threads)) {
            return each.allMatch(thread -> isStopped(thread.resolve("stat")));
        } catch (IOException e) {
            throw new UncheckedIOException("The threads of " + this + " can't be listed", e);
        }
    }

    private static boolean isStopped(Path stat) {
        try {
            String line = Files.readString(stat);
            return line.charAt(line.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            return true; // this thread has ended
        }
    }

    /** Lets a paused process go on: SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    /** From now on it can write nothing more to files, as when their file system is full; for the rest of its life. */
    public void refuseWrites() {
        command("prlimit", "--fsize=0", "--pid", Long.toString(pid()));
    }

    /**
     * Asks it to end (SIGTERM), and kills it if it has not done so in time.
     *
     * @return whether it ended by itself
     */
    public boolean terminate(Duration within) {
        process.destroy();
        boolean ended = endsWithin(within);
        if (!ended) {
            kill();
        }
        return ended;
    }

    /**
     * Waits for its end.
     *
     * @return its exit status; 137 after SIGKILL or a halt of that status
     * @throws Await.NotInTimeException if it still runs
     */
    public int waitForExit(Duration within) {
        if (!endsWithin(within)) {
            throw new Await.NotInTimeException(name + " (pid " + pid() + ") ends", within, null);
        }
        return process.exitValue();
    }

    /**
     * Waits until it serves; asks again and again.
     *
     * @param serves whether it does
     * @throws IllegalStateException if it does not in time, or has ended; it tells the end of its output
     */
    public void awaitServing(Duration within, Callable<Boolean> serves) {
        try {
            Await.until(this + " serves or ends", within, () -> !isAlive() || serves.call());
        } catch (Await.NotInTimeException e) {
            throw new IllegalStateException(this + " does not serve; its log ends so:\n" + lastLines(), e);
        }
        if (!isAlive()) {
            throw new IllegalStateException(this + " ended while starting; its log ends so:\n" + lastLines());
        }
    }

    /** The last lines of its output, for messages. */
    public String lastLines() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(" + log + " can't be read: " + e.getMessage() + ")";
        }
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + (isAlive() ? "" : ", ended") + ", log " + log + ")";
    }

    private boolean endsWithin(Duration within) {
        try {
            return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the end of " + name, e);
        }
    }

    private void signal(String signal) {
        command("kill", "-" + signal, Long.toString(pid()));
    }

    private void command(String... command) {
        String what = String.join(" ", command);
        try {
            if (new ProcessBuilder(command).start().waitFor() != 0) {
                throw new IllegalStateException(what + " does not reach " + this);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(what + " does not reach " + this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted in " + what + " for " + this, e);
        }
    }
}
