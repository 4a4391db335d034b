package dev.rapporteur.it.crash;

import dev.rapporteur.it.crash.Findings.Kind;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Adds up what rounds came to. For one thread. */
final class Tally {

    private static final String MACHINE = Runtime.getRuntime().availableProcessors() + " processors, "
            + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", Java " + Runtime.version();

    private final Map<String, Integer> harms = new TreeMap<>();
    private final Map<Outcome, Long> told = new EnumMap<>(Outcome.class);
    private final Map<Kind, Integer> wrong = new EnumMap<>(Kind.class);
    private int rounds;
    private long rows;
    private long reports;
    private long heuristics;
    private long lostInTheGap;
    private long decidedByHand;
    private long longestRecoveryMs;

    /** A round's plan. */
    void addPlan(Plan plan) {
        rounds++;
        plan.steps().stream()
                .filter(step -> step.act().isHarm())
                .forEach(step -> harms.merge(words(step.act()) + " " + words(Part.of(step.part())), 1, Integer::sum));
    }

    /** What its clients were told. */
    void addTold(Map<Book, List<Told>> ofRound) {
        ofRound.values().stream().flatMap(List::stream).forEach(one -> {
            told.merge(one.outcome(), 1L, Long::sum);
            heuristics += one.answer().contains("Heuristic") ? 1 : 0;
        });
    }

    /** What its books hold. */
    void addBalance(Auditor.Balance balance) {
        rows += balance.rows();
        reports += balance.reports();
        lostInTheGap += balance.lostInTheGap();
        for (Kind kind : Kind.values()) {
            wrong.merge(kind, balance.findings().count(kind), Integer::sum);
        }
    }

    /** How it came to rest. */
    void addRecovery(long millis, int byHand) {
        longestRecoveryMs = Math.max(longestRecoveryMs, millis);
        decidedByHand += byHand;
    }

    /** As a table. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>(List.of("| | |", "| --- | --- |"));
        lines.add(line("ended, on", LocalDate.now(ZoneOffset.UTC) + ", " + MACHINE));
        lines.add(line("rounds", rounds));
        harms.forEach((harm, times) -> lines.add(line(harm, times)));
        StringJoiner outcomes = new StringJoiner(", ");
        told.forEach((outcome, times) -> outcomes.add(times + " " + words(outcome)));
        lines.add(line("transactions, as clients were told", outcomes));
        lines.add(line("of them with a heuristic outcome", heuristics));
        lines.add(line("rows committed", rows));
        lines.add(line("reports in Kafka", reports));
        wrong.forEach((kind, times) -> lines.add(line(words(kind), times)));
        lines.add(line("lost by the last resource, with the client told nothing certain", lostInTheGap));
        lines.add(line("decided by hand, since the id proved nothing after a crash of the database", decidedByHand));
        lines.add(line("longest recovery, until all is delivered and decided (s)", longestRecoveryMs / 1_000));
        return String.join("\n", lines);
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String line(String what, Object value) {
        return "| " + what + " | " + value + " |";
    }
}
