package dev.rapporteur.benchmarks;

import java.util.Map;
import java.util.Objects;

/** A trial that measures more than its own figure. */
interface DetailedTrial extends Trial {

    @Override
    default double figure() throws Exception {
        return Objects.requireNonNull(figures().get(OWN));
    }

    @Override
    Map<String, Double> figures() throws Exception;
}
