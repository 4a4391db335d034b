package dev.rapporteur.benchmarks;

import java.util.Map;
import java.util.concurrent.Callable;

/** One thing to measure. */
interface Trial {

    /** What the name of a trial's own figure has after the trial's name: nothing. */
    String OWN = "";

    /** What is measured, as a table's row names it. */
    String name();

    /**
     * Does it once.
     *
     * @return the figure, in the unit that its table names: most often, how often a second
     */
    double figure() throws Exception;

    /**
     * Does it once.
     *
     * @return all that was measured, by what is put after the trial's name to name it: {@link #OWN} is among them
     */
    default Map<String, Double> figures() throws Exception {
        return Map.of(OWN, figure());
    }

    /** One that is told its figure. */
    static Trial of(String name, Callable<Double> figure) {
        return new Trial() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public double figure() throws Exception {
                return figure.call();
            }
        };
    }
}
