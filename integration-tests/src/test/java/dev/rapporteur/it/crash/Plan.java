package dev.rapporteur.it.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is destroyed when. From a seed, or from the log of an earlier round, to be carried out again. Immutable. */
record Plan(List<Step> steps) {

    private static final int FIRST_MS = 3_000;
    private static final int SHORTEST_GAP_MS = 500;
    private static final int LONGEST_GAP_MS = 3_000;
    private static final int SHORTEST_LIFE_MS = 2_000;
    private static final int LONGEST_LIFE_MS = 8_000;

    Plan {
        steps = List.copyOf(steps);
    }

    /** These harms, in an order, to parts and at times that the seed gives. What was harmed is left alone for a while afterwards. */
    static Plan of(long seed, List<Harm> harms) {
        Random random = new Random(seed);
        List<Harm> shuffled = new ArrayList<>(harms);
        Collections.shuffle(shuffled, random);
        List<Step> steps = new ArrayList<>();
        Map<String, Long> restedAtMs = new HashMap<>();
        long atMs = FIRST_MS;
        for (Harm harm : shuffled) {
            List<String> parts = harm.kind().names();
            String part = parts.get(random.nextInt(parts.size()));
            atMs = Math.max(atMs, restedAtMs.getOrDefault(part, 0L));
            long endMs = add(steps, harm, part, atMs, random);
            restedAtMs.put(part, endMs + harm.restMs());
            atMs += between(random, SHORTEST_GAP_MS, LONGEST_GAP_MS);
        }
        steps.sort(Comparator.comparingLong(Step::atMs));
        return new Plan(steps);
    }

    /** @return when it ends */
    private static long add(List<Step> steps, Harm harm, String part, long beginMs, Random random) {
        long atMs = beginMs;
        for (int i = 0; i < harm.times(); i++) {
            if (i > 0) {
                atMs += between(random, SHORTEST_LIFE_MS, LONGEST_LIFE_MS);
            }
            steps.add(new Step(atMs, harm.begin(), part));
            atMs += between(random, harm.shortestMs(), harm.longestMs());
            long endMs = atMs;
            harm.end().ifPresent(end -> steps.add(new Step(endMs, end, part)));
        }
        return atMs;
    }

    private static int between(Random random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** One that a round has logged. */
    static Plan read(Path log) {
        try {
            return new Plan(Files.readAllLines(log).stream().map(Step::parse).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often it does this to this kind of part. */
    long count(Act act, Part kind) {
        return steps.stream()
                .filter(step -> step.act() == act && Part.of(step.part()) == kind)
                .count();
    }
}
