package dev.rapporteur.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A trial that also says what a {@link Meter} has counted meanwhile, for each of what it did. For one thread. */
final class CostedTrial implements DetailedTrial {

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
        double figure = trial.figure();
        Map<String, Double> figures = meter.per(units);
        figures.put(OWN, figure);
        return figures;
    }

    /** Microseconds of processor time: here, of the brokers, and both; medians. */
    List<String> micros(Samples samples) {
        double here = samples.median(name() + Meter.HERE);
        double brokers = samples.median(name() + Meter.BROKERS);
        return List.of(micros(here), micros(brokers), micros(here + brokers));
    }

    private static String micros(double nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e3);
    }
}
