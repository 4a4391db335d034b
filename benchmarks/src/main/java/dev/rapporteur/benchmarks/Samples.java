package dev.rapporteur.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What trials gave in several rounds. The trials of a round run one after the other, so that the machine's moods hit all. */
final class Samples {

    private final Map<String, List<Double>> byTrial;

    private Samples(Map<String, List<Double>> byTrial) {
        this.byTrial = byTrial;
    }

    /** Runs all trials in turns; a first round warms up and doesn't count. */
    static Samples of(List<Trial> trials, int rounds) throws Exception {
        return from(-1, trials, rounds);
    }

    /** Runs all trials in turns, and each counts: for figures that need no warm code. */
    static Samples cold(List<Trial> trials, int rounds) throws Exception {
        return from(0, trials, rounds);
    }

    private static Samples from(int first, List<Trial> trials, int rounds) throws Exception {
        Map<String, List<Double>> byTrial = new LinkedHashMap<>();
        for (int round = first; round < rounds; round++) {
            for (Trial trial : trials) {
                double rate = trial.figure();
                if (round >= 0) {
                    byTrial.computeIfAbsent(trial.name(), name -> new ArrayList<>())
                            .add(rate);
                }
            }
        }
        return new Samples(byTrial);
    }

    double median(String trial) {
        List<Double> sorted = sorted(trial);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The median of the rounds' ratios of one trial to another. */
    double ratio(String trial, String base) {
        List<Double> rates = rates(trial);
        List<Double> bases = rates(base);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rates.size(); i++) {
            ratios.add(rates.get(i) / bases.get(i));
        }
        return new Samples(Map.of(trial, ratios)).median(trial);
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
