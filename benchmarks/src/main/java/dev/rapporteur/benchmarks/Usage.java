package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the processes of a {@link ServerBed} have used.
 *
 * @param nanos of processor time, by part. That of a session of PostgreSQL that has ended is in none.
 * @param written bytes that went to the machine's disks
 */
record Usage(Map<Part, Long> nanos, long written) {

    private static final double NANOS_OF_MICRO = 1e3;

    /** Until now. */
    static Usage now() throws IOException {
        Map<Part, Long> nanos = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            nanos.put(part, 0L);
        }
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            long used = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
            nanos.merge(Part.of(process.info()), used, Long::sum);
        }
        return new Usage(nanos, DiskWrites.bytes());
    }

    /** A part's processor time, in microseconds. */
    double micros(Part part) {
        return nanos.getOrDefault(part, 0L) / NANOS_OF_MICRO;
    }

    /** What was used between another moment and this one. */
    Usage since(Usage before) {
        Map<Part, Long> used = new EnumMap<>(nanos);
        used.replaceAll((part, number) -> number - before.nanos.getOrDefault(part, 0L));
        return new Usage(used, written - before.written);
    }
}
