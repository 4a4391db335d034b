package dev.rapporteur.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A small JVM beside this one that outlives it by a moment: when this JVM is gone, however it went, its
 * end of the pipe closes and the reaper kills each process that it was told of. A pid given anew to a
 * stranger is spared: the process must have started at the same instant.
 */
final class Reaper {

    private static @Nullable PrintWriter pipe;

    private Reaper() {}

    /** Has this process killed when this JVM is gone. */
    static synchronized void watch(ProcessHandle process) {
        if (pipe == null) {
            pipe = start();
        }
        pipe.println(process.pid() + " " + startOf(process));
    }

    private static PrintWriter start() {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Reaper.class.getName());
        try {
            Process reaper = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new PrintWriter(reaper.outputWriter(StandardCharsets.US_ASCII), true);
        } catch (IOException e) {
            throw new UncheckedIOException("The reaper does not start: " + command.get(0), e);
        }
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** The small JVM: learns pids from stdin until that ends, then kills. */
    public static void main(String[] arguments) throws IOException {
        Map<Long, Long> startByPid = new HashMap<>();
        BufferedReader pids = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = pids.readLine(); line != null; line = pids.readLine()) {
            String[] pidAndStart = line.split(" ", 2);
            startByPid.put(Long.valueOf(pidAndStart[0]), Long.valueOf(pidAndStart[1]));
        }
        startByPid.forEach((pid, start) -> ProcessHandle.of(pid)
                .filter(process -> startOf(process) == start)
                .ifPresent(Reaper::killTree));
    }

    /** Kills a process and what it started. */
    static void killTree(ProcessHandle process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
