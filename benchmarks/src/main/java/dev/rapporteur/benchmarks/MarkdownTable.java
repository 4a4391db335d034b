package dev.rapporteur.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table as Markdown writes it. */
final class MarkdownTable {

    private final List<String> lines = new ArrayList<>();
    private final int columns;

    MarkdownTable(String... columns) {
        this.columns = columns.length;
        lines.add("| " + String.join(" | ", columns) + " |");
        lines.add("|" + " --- |".repeat(columns.length));
    }

    /** A trial's median rate with its extremes, and its ratios to others; columns without one stay empty. */
    void row(Samples samples, String trial, String... bases) {
        List<String> cells = new ArrayList<>();
        cells.add(trial);
        cells.add(figure(samples, trial));
        for (String base : bases) {
            cells.add(ratio(samples, trial, base));
        }
        while (cells.size() < columns) {
            cells.add("");
        }
        lines.add("| " + String.join(" | ", cells) + " |");
    }

    /** A trial's median with its extremes. */
    static String figure(Samples samples, String trial) {
        return String.format(
                Locale.ROOT,
                "%,.0f (%,.0f to %,.0f)",
                samples.median(trial),
                samples.least(trial),
                samples.most(trial));
    }

    /** A trial's ratio to another. */
    static String ratio(Samples samples, String trial, String base) {
        return base.equals(trial) ? "1" : String.format(Locale.ROOT, "%.3g", samples.ratio(trial, base));
    }

    /** A row as it is told. */
    void row(String name, List<String> cells) {
        lines.add("| " + name + " | " + String.join(" | ", cells) + " |");
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
