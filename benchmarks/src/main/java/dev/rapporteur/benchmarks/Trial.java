package dev.rapporteur.benchmarks;

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
}
