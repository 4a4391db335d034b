package dev.rapporteur.impl.journal;

import java.nio.file.Path;
import java.util.List;

/**
 * What a {@link JournalVictim} is to do.
 *
 * @param directory its journal's
 * @param segmentBytes as in {@link JournalSettings}
 * @param maxBytes as in {@link JournalSettings}
 * @param threads how many append at once
 * @param first the first number
 * @param last the last number, after which the journal is closed in order; {@link Long#MAX_VALUE} for no end
 * @param payloadBytes of each report
 * @param waits whether it appends only once {@link #go()} is there
 * @param sync as in {@link JournalSettings}
 */
record VictimPlan(
        Path directory,
        int segmentBytes,
        long maxBytes,
        int threads,
        long first,
        long last,
        int payloadBytes,
        boolean waits,
        boolean sync) {

    /** Four threads that write small reports from number 1 on, without end, into small segments. */
    static VictimPlan in(Path directory) {
        return new VictimPlan(directory, 32 << 10, 64 << 20, 4, 1, Long.MAX_VALUE, 200, false, true);
    }

    VictimPlan from(long number) {
        return new VictimPlan(directory, segmentBytes, maxBytes, threads, number, last, payloadBytes, waits, sync);
    }

    VictimPlan to(long number) {
        return new VictimPlan(directory, segmentBytes, maxBytes, threads, first, number, payloadBytes, waits, sync);
    }

    VictimPlan threads(int count) {
        return new VictimPlan(directory, segmentBytes, maxBytes, count, first, last, payloadBytes, waits, sync);
    }

    VictimPlan payloadBytes(int bytes) {
        return new VictimPlan(directory, segmentBytes, maxBytes, threads, first, last, bytes, waits, sync);
    }

    VictimPlan bounds(int segment, long max) {
        return new VictimPlan(directory, segment, max, threads, first, last, payloadBytes, waits, sync);
    }

    VictimPlan waiting() {
        return new VictimPlan(directory, segmentBytes, maxBytes, threads, first, last, payloadBytes, true, sync);
    }

    VictimPlan sync(boolean durably) {
        return new VictimPlan(directory, segmentBytes, maxBytes, threads, first, last, payloadBytes, waits, durably);
    }

    /** The file that a waiting victim waits for. Beside the work place, where there is room for it. */
    Path go() {
        return WorkPlace.target().resolve("go-" + Integer.toHexString(directory.hashCode()));
    }

    List<String> toArguments() {
        return List.of(
                directory.toString(),
                Integer.toString(segmentBytes),
                Long.toString(maxBytes),
                Integer.toString(threads),
                Long.toString(first),
                Long.toString(last),
                Integer.toString(payloadBytes),
                Boolean.toString(waits),
                Boolean.toString(sync));
    }

    static VictimPlan ofArguments(String[] arguments) {
        return new VictimPlan(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Long.parseLong(arguments[2]),
                Integer.parseInt(arguments[3]),
                Long.parseLong(arguments[4]),
                Long.parseLong(arguments[5]),
                Integer.parseInt(arguments[6]),
                Boolean.parseBoolean(arguments[7]),
                Boolean.parseBoolean(arguments[8]));
    }
}
