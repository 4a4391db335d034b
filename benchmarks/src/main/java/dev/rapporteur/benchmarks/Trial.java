package dev.rapporteur.benchmarks;

import java.util.concurrent.Callable;

/** One thing to measure. */
interface Trial {

    /** What is measured, as a table's row names it. */
    String name();

    /**
     * Does it once.
     *
     * @return the figure, in the unit that its table names: most often, how often a second
     */
    double figure() throws Exception;

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
