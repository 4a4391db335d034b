package dev.rapporteur.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A trial whose processor time is counted too, in this process and in those that it has started: the brokers. For one thread. */
final class CostedTrial implements Trial {

    private final Trial trial;
    private final int reports;
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();

    /**
     * Of a trial.
     *
     * @param reports how many it sends
     */
    CostedTrial(Trial trial, int reports) {
        this.trial = trial;
        this.reports = reports;
    }

    @Override
    public String name() {
        return trial.name();
    }

    @Override
    public double figure() throws Exception {
        long hereBefore = here().toNanos();
        long brokersBefore = brokers().toNanos();
        double figure = trial.figure();
        ours.add((here().toNanos() - hereBefore) / 1e3 / reports);
        theirs.add((brokers().toNanos() - brokersBefore) / 1e3 / reports);
        return figure;
    }

    /** Microseconds a report: here, of the brokers, and both; medians of all runs but the first, in which {@link Samples#of} warms up. */
    List<String> cells() {
        return List.of(micros(median(ours)), micros(median(theirs)), micros(median(ours) + median(theirs)));
    }

    private static double median(List<Double> runs) {
        List<Double> sorted = runs.stream().skip(1).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static String micros(double micros) {
        return String.format(Locale.ROOT, "%.1f", micros);
    }

    private static Duration here() {
        return cpu(ProcessHandle.current());
    }

    private static Duration brokers() {
        return ProcessHandle.current().descendants().map(CostedTrial::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
