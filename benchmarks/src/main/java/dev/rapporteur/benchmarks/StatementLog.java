package dev.rapporteur.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements that PostgreSQL logged, told apart by whose transactions they are in: callers' have a business row. BEGIN is not
 * counted: the driver sends it together with the first statement.
 */
final class StatementLog {

    private static final Pattern LINE =
            Pattern.compile("^\\S+ \\S+ \\S+ \\[(\\d+)\\] LOG:  (?:execute [^:]*|statement): (.*)$");
    private static final Pattern KIND = Pattern.compile("^(\\w+)(?: (?:INTO |FROM |LOCAL )?(\\w+))?.*$");
    private static final String BEGIN = "BEGIN";
    private static final String BUSINESS = "INSERT payment";

    private final Map<String, Integer> callers = new LinkedHashMap<>();
    private final Map<String, Integer> others = new LinkedHashMap<>();

    private StatementLog() {}

    /**
     * Reads it.
     *
     * @param ownSession the measuring session, by the number in its lines: its statements don't count
     */
    static StatementLog of(List<String> lines, String ownSession) {
        Map<String, List<String>> open = new LinkedHashMap<>();
        StatementLog log = new StatementLog();
        for (String line : lines) {
            Matcher logged = LINE.matcher(line);
            if (logged.matches() && !logged.group(1).equals(ownSession)) {
                String session = logged.group(1);
                String kind = kind(logged.group(2));
                if (kind.equals(BEGIN)) {
                    log.add(open.put(session, new ArrayList<>()));
                } else {
                    open.computeIfAbsent(session, first -> new ArrayList<>()).add(kind);
                }
            }
        }
        open.values().forEach(log::add);
        return log;
    }

    private static String kind(String statement) {
        Matcher words = KIND.matcher(statement);
        if (!words.matches()) {
            return statement;
        }
        return words.group(2) == null ? words.group(1) : words.group(1) + " " + words.group(2);
    }

    private void add(@Nullable List<String> transaction) {
        if (transaction != null) {
            Map<String, Integer> owner = transaction.contains(BUSINESS) ? callers : others;
            transaction.forEach(kind -> owner.merge(kind, 1, Integer::sum));
        }
    }

    /** In callers' transactions, for each of them. */
    String ofCallers(long transactions) {
        return told(callers, transactions);
    }

    /** In others, for each transaction of a caller. */
    String ofOthers(long transactions) {
        return told(others, transactions);
    }

    private static String told(Map<String, Integer> counts, long transactions) {
        double sum = counts.values().stream().mapToInt(Integer::intValue).sum();
        return number(sum / transactions)
                + counts.entrySet().stream()
                        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                        .map(one -> number((double) one.getValue() / transactions) + " " + one.getKey())
                        .collect(Collectors.joining(", ", ": ", ""));
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}
