package dev.rapporteur.benchmarks;

import dev.rapporteur.benchmarks.decided.Syncs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A trial whose syncs are counted too, for a thousand of what it does. For one thread. */
final class SyncedTrial implements DetailedTrial {

    static final String SYNCS = ", syncs";

    private final Trial trial;
    private final Path below;
    private final int units;

    /**
     * Of a trial.
     *
     * @param below of which directory's files
     * @param units how many it does
     */
    SyncedTrial(Trial trial, Path below, int units) {
        this.trial = trial;
        this.below = below;
        this.units = units;
    }

    @Override
    public String name() {
        return trial.name();
    }

    @Override
    public Map<String, Double> figures() throws Exception {
        try (Syncs syncs = Syncs.below(below.toString())) {
            Map<String, Double> figures = new LinkedHashMap<>(trial.figures());
            figures.put(SYNCS, 1e3 * syncs.count() / units);
            return figures;
        }
    }
}
