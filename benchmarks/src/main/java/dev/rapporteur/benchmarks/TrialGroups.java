package dev.rapporteur.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trials with several figures each, in groups whose trials differ in one thing, the same one in each group. As Markdown each figure is
 * followed by its ratio to that of its group's first trial. For one thread.
 */
final class TrialGroups {

    /**
     * One figure of each trial.
     *
     * @param title what it is
     * @param what names it behind the trial's name
     */
    record Column(String title, String what) {}

    private final Map<String, List<Trial>> groups = new LinkedHashMap<>();
    private Samples samples = Samples.none();

    void add(String group, Trial trial) {
        groups.computeIfAbsent(group, absent -> new ArrayList<>()).add(trial);
    }

    /** Runs all, in turns. */
    void run(int rounds) throws Exception {
        samples = Samples.of(groups.values().stream().flatMap(List::stream).toList(), rounds);
    }

    /** What the runs gave. */
    String table(String title, List<Column> columns) {
        MarkdownTable table = table(title, columns, List.of());
        groups.values()
                .forEach(trials -> trials.forEach(trial -> table.row(trial.name(), cells(trials, trial, columns))));
        return table.toString();
    }

    /** What the runs gave, with the ratio of each trial's own figure to that of the same trial of another group. */
    String table(String title, List<Column> columns, String base) {
        MarkdownTable table = table(title, columns, List.of("of " + base));
        List<Trial> bases = groups.getOrDefault(base, List.of());
        groups.values().forEach(trials -> {
            for (int i = 0; i < trials.size(); i++) {
                Trial trial = trials.get(i);
                List<String> cells = cells(trials, trial, columns);
                cells.add(
                        MarkdownTable.ratio(samples, trial.name(), bases.get(i).name()));
                table.row(trial.name(), cells);
            }
        });
        return table.toString();
    }

    private static MarkdownTable table(String title, List<Column> columns, List<String> more) {
        List<String> titles = new ArrayList<>();
        titles.add(title);
        for (Column column : columns) {
            titles.add(column.title() + " (least to most)");
            titles.add("of the first");
        }
        titles.addAll(more);
        return new MarkdownTable(titles.toArray(String[]::new));
    }

    private List<String> cells(List<Trial> group, Trial trial, List<Column> columns) {
        String first = group.get(0).name();
        List<String> cells = new ArrayList<>();
        for (Column column : columns) {
            cells.add(MarkdownTable.figure(samples, trial.name() + column.what()));
            cells.add(MarkdownTable.ratio(samples, trial.name() + column.what(), first + column.what()));
        }
        return cells;
    }
}
