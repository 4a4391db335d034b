package dev.rapporteur.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import one.profiler.AsyncProfilerLoader;

/**
 * Where a process was, by samples of its threads' stacks.
 *
 * @param samples how many, by whose code it was
 */
record Profile(Map<Layer, Long> samples) {

    /** What is looked at. */
    enum Look {
        /** What the processors do for the process: threads that run. */
        PROCESSORS("the server's processor time", "cpu", ""),
        /** Where a caller's time goes: its thread, running or waiting. */
        CALLERS("a caller's time", "wall", ";dev/rapporteur/benchmarks/decided/Caller."),
        /** Where the time of the journal's thread goes, of the adapter that decides by XA and delivers exactly once. */
        JOURNAL("the time of the journal's thread", "wall", "[rapporteur-journal-rapporteur ");

        private final String label;
        /** As async-profiler calls it. */
        private final String event;
        /** What a stack must hold to count. */
        private final String within;

        Look(String label, String event, String within) {
            this.label = label;
            this.event = event;
            this.within = within;
        }

        /** As a table names it. */
        String label() {
            return label;
        }

        private boolean counts(String stack) {
            return stack.contains(within);
        }
    }

    private static final String EVERY = "1ms";

    /**
     * Of a process while work is done.
     *
     * @param file where the stacks stay, "collapsed": what draws flame graphs reads it
     * @return what the work gave
     */
    static <R> R record(long pid, Look look, Path file, Callable<R> work) throws Exception {
        String process = Long.toString(pid);
        AsyncProfilerLoader.executeProfiler("start", "-e", look.event, "-t", "-i", EVERY, process);
        Closeable end =
                () -> AsyncProfilerLoader.executeProfiler("stop", "-o", "collapsed", "-f", file.toString(), process);
        try (end) {
            return work.call();
        }
    }

    /** What {@link #record} has written. */
    static Profile read(Path file, Look look) throws IOException {
        Map<Layer, Long> samples = new EnumMap<>(Layer.class);
        for (String line : Files.readAllLines(file)) {
            int end = line.lastIndexOf(' ');
            String stack = line.substring(0, end);
            if (look.counts(stack)) {
                samples.merge(Layer.of(stack.split(";", -1)), Long.valueOf(line.substring(end + 1)), Long::sum);
            }
        }
        if (samples.isEmpty()) {
            throw new IllegalStateException("No stack in " + file + " is of " + look.label());
        }
        return new Profile(samples);
    }

    /** The part of all, between 0 and 1, that was in this one's code. */
    double share(Layer layer) {
        long all = samples.values().stream().mapToLong(Long::longValue).sum();
        return (double) samples.getOrDefault(layer, 0L) / all;
    }
}
