package dev.rapporteur.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/** What trials gave in several rounds. The trials of a round run one after the other, so that the machine's moods hit all. */
final class Samples {

    private final Map<String, List<Double>> byTrial;

    private Samples(Map<String, List<Double>> byTrial) {
        this.byTrial = byTrial;
    }

    /** None yet. */
    static Samples none() {
        return new Samples(new LinkedHashMap<>());
    }

    /** Writes all as JSON: by name, the figures of the rounds. */
    void write(Path file) throws IOException {
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), byTrial);
    }

    /** Runs all trials in turns; a first round warms up and doesn't count. */
    static Samples of(List<Trial> trials, int rounds) throws Exception {
        return of(trials, 1, rounds);
    }

    /** As that does, after so many turns that don't count. */
    static Samples of(List<Trial> trials, int warmRounds, int rounds) throws Exception {
        return from(-warmRounds, trials, rounds);
    }

    /** Runs all trials in turns, and each counts: for figures that need no warm code. */
    static Samples cold(List<Trial> trials, int rounds) throws Exception {
        return from(0, trials, rounds);
    }

    private static Samples from(int first, List<Trial> trials, int rounds) throws Exception {
        Samples samples = none();
        for (int round = first; round < rounds; round++) {
            for (Trial trial : trials) {
                Map<String, Double> figures = trial.figures();
                if (round >= 0) {
                    figures.forEach((what, figure) -> samples.add(trial.name() + what, figure));
                }
            }
        }
        return samples;
    }

    /** One more, of the next round. */
    void add(String trial, double figure) {
        byTrial.computeIfAbsent(trial, name -> new ArrayList<>()).add(figure);
    }

    double median(String trial) {
        List<Double> sorted = sorted(trial);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The median of the rounds' ratios of one trial to another. */
    double ratio(String trial, String base) {
        return median(trial, base, (figure, other) -> figure / other);
    }

    /** The median of the rounds' differences of one trial to another. */
    double difference(String trial, String base) {
        return median(trial, base, (figure, other) -> figure - other);
    }

    private double median(String trial, String base, DoubleBinaryOperator comparison) {
        List<Double> figures = rates(trial);
        List<Double> bases = rates(base);
        List<Double> compared = new ArrayList<>();
        for (int i = 0; i < figures.size(); i++) {
            compared.add(comparison.applyAsDouble(figures.get(i), bases.get(i)));
        }
        return new Samples(Map.of(trial, compared)).median(trial);
    }

    double least(String trial) {
        return sorted(trial).get(0);
    }

    double most(String trial) {
        List<Double> sorted = sorted(trial);
        return sorted.get(sorted.size() - 1);
    }

    private List<Double> sorted(String trial) {
        return rates(trial).stream().sorted().toList();
    }

    private List<Double> rates(String trial) {
        List<Double> rates = byTrial.get(trial);
        if (rates == null) {
            throw new IllegalArgumentException("No trial \"" + trial + "\", only " + byTrial.keySet());
        }
        return rates;
    }
}
