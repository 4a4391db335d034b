package dev.rapporteur.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A trial that also says what a {@link Meter} has counted meanwhile, for each of what it did. For one thread. */
final class CostedTrial implements DetailedTrial {

    /** Of threads that live as long as an engine, or this process. */
    private static final List<Duty> PARTS = List.of(Duty.JOURNAL, Duty.DISPATCHER, Duty.CLIENT, Duty.COMPILER);

    private static final double NANOS_OF_SECOND = 1e9;
    private static final String BUSY = ", processors busy";
    private static final String WAITING = ", processors waiting for a disk";

    private final Trial trial;
    private final int units;

    /**
     * Of a trial.
     *
     * @param units how many it sends
     */
    CostedTrial(Trial trial, int units) {
        this.trial = trial;
        this.units = units;
    }

    @Override
    public String name() {
        return trial.name();
    }

    @Override
    public Map<String, Double> figures() throws Exception {
        Meter meter = Meter.start();
        Processors before = Processors.now();
        long start = System.nanoTime();
        double figure = trial.figure();
        double seconds = (System.nanoTime() - start) / NANOS_OF_SECOND;
        Processors used = Processors.now().since(before);
        Map<String, Double> figures = meter.per(units);
        figures.put(OWN, figure);
        figures.put(BUSY, used.busySeconds() / seconds);
        figures.put(WAITING, used.waitingSeconds() / seconds);
        return figures;
    }

    /** What {@link #micros} gives, as columns. */
    static List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("here, microseconds"));
        PARTS.forEach(duty -> columns.add("of it " + duty.label()));
        columns.addAll(List.of("the brokers'", "together", "processors busy", "at rest, waiting for a disk"));
        return columns;
    }

    /**
     * Microseconds of processor time: here, and parts of it, of the brokers, and here and there; then how many of the machine's
     * processors were busy, and how many rested while something waited for a disk; medians.
     */
    List<String> micros(Samples samples) {
        double here = samples.median(name() + Meter.HERE);
        double brokers = samples.median(name() + Meter.BROKERS);
        List<String> cells = new ArrayList<>(List.of(micros(here)));
        PARTS.forEach(duty -> cells.add(micros(samples.median(name() + Meter.of(duty)))));
        cells.addAll(List.of(micros(brokers), micros(here + brokers)));
        cells.add(number(samples.median(name() + BUSY)));
        cells.add(number(samples.median(name() + WAITING)));
        return cells;
    }

    private static String micros(double nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e3);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}
