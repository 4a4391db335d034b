package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the processes of a {@link ServerBed} have used, by its parts.
 *
 * @param nanos of processor time. That of a session of PostgreSQL that has ended is in none.
 * @param written bytes that they had the file system write: whole pages, each as often as it was written out and touched again. A part
 *     is missing if the kernel does not tell. What a session wrote that has ended is in PostgreSQL's.
 */
record Usage(Map<Part, Long> nanos, Map<Part, Long> written) {

    private static final String WRITTEN = "write_bytes: ";

    /** Until now. */
    static Usage now() {
        Map<Part, Long> nanos = new EnumMap<>(Part.class);
        Map<Part, Long> written = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            nanos.put(part, 0L);
            written.put(part, 0L);
        }
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            Part part = Part.of(process.info());
            long used = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
            nanos.merge(part, used, Long::sum);
            OptionalLong bytes = written(process);
            written.computeIfPresent(part, (same, sum) -> bytes.isPresent() ? sum + bytes.getAsLong() : null);
        }
        return new Usage(nanos, written);
    }

    /** By a process; nothing, if it must not be read. One that has just ended has written nothing more. */
    private static OptionalLong written(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "io")).stream()
                    .filter(line -> line.startsWith(WRITTEN))
                    .mapToLong(line -> Long.parseLong(line.substring(WRITTEN.length())))
                    .findFirst();
        } catch (IOException e) {
            return process.isAlive() ? OptionalLong.empty() : OptionalLong.of(0);
        }
    }

    Usage since(Usage before) {
        return new Usage(difference(nanos, before.nanos), difference(written, before.written));
    }

    /** Of the parts that both have. */
    private static Map<Part, Long> difference(Map<Part, Long> after, Map<Part, Long> before) {
        Map<Part, Long> difference = new EnumMap<>(after);
        difference.keySet().retainAll(before.keySet());
        difference.replaceAll((part, number) -> number - before.getOrDefault(part, 0L));
        return difference;
    }
}
