package dev.rapporteur.benchmarks;

import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** How much is measured, as a command line says it. */
final class Scales {

    private static final String FULL = "full";

    private Scales() {}

    /**
     * The scale that a benchmark is started with: its second argument's, in any case; without one, the full.
     *
     * @param scales by their names
     */
    static <S> S chosen(String[] arguments, Map<String, S> scales) {
        String name = arguments.length > 1 ? arguments[1] : FULL;
        S scale = scales.get(name.toLowerCase(Locale.ROOT));
        if (scale == null) {
            throw new IllegalArgumentException("No scale \"" + name + "\", only " + new TreeSet<>(scales.keySet()));
        }
        return scale;
    }
}
