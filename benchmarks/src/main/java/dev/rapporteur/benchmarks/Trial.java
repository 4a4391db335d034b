package dev.rapporteur.benchmarks;

/** One thing to measure. */
interface Trial {

    /** What is measured, as a table's row names it. */
    String name();

    /**
     * Does it once.
     *
     * @return how often a second
     */
    double ratePerSecond() throws Exception;
}
