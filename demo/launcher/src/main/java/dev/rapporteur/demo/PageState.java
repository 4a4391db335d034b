package dev.rapporteur.demo;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows, in the form that it is sent in.
 *
 * @param server WildFly's lamp
 * @param kafka Kafka's lamp
 * @param consoleUrl where WildFly's admin console is
 * @param totals the sums
 * @param lines the latest payments, newest first
 * @param counters the adapter's counters
 * @param events what happened, newest first
 */
record PageState(
        Lamp server,
        Lamp kafka,
        String consoleUrl,
        Totals totals,
        List<Line> lines,
        Map<String, String> counters,
        List<Event> events) {

    /**
     * The sums.
     *
     * @param asked payments asked for
     * @param rows rows in the database
     * @param reports reports in Kafka, repeated ones counted once
     * @param duplicates repeated reports
     * @param rolledBack payments rolled back
     * @param undecided payments of which neither row nor report is there yet
     * @param wrong payments whose row and report are as they must never be
     */
    record Totals(int asked, int rows, int reports, int duplicates, long rolledBack, long undecided, long wrong) {}

    /**
     * One payment.
     *
     * @param number its number
     * @param account who pays
     * @param cents how much
     * @param wish how it was meant to end
     * @param hasRow whether the database has its row
     * @param place partition and offset of its report; empty if none has arrived
     * @param verdict what both say together
     */
    record Line(long number, String account, long cents, Wish wish, boolean hasRow, String place, Verdict verdict) {}

    /**
     * Something that happened.
     *
     * @param at milliseconds since 1970
     * @param text what
     * @param trouble whether it is a failure
     */
    record Event(long at, String text, boolean trouble) {}

    private static final int LINES = 60;

    static PageState of(Parts parts, Map<String, String> counters, Books.Copy books, List<Story.Event> story) {
        Map<Long, ArrivedReport> firstReports = new HashMap<>();
        books.reports()
                .forEach(report -> firstReports.putIfAbsent(report.payment().number(), report));
        List<Line> lines = books.attempts().values().stream()
                .map(attempt -> line(attempt, books, firstReports))
                .sorted(Comparator.comparingLong(Line::number).reversed())
                .toList();
        Totals totals = new Totals(
                lines.size(),
                books.rows().size(),
                firstReports.size(),
                books.reports().size() - firstReports.size(),
                count(lines, Verdict.ROLLED_BACK),
                count(lines, Verdict.UNDECIDED),
                count(lines, Verdict.WRONG));
        return new PageState(
                parts.serverLamp(),
                parts.kafkaLamp(),
                parts.consoleUrl().toString(),
                totals,
                lines.subList(0, Math.min(LINES, lines.size())),
                counters,
                story.stream().map(PageState::event).toList());
    }

    private static Line line(Attempt attempt, Books.Copy books, Map<Long, ArrivedReport> reports) {
        Payment payment = attempt.payment();
        Payment row = books.rows().get(payment.number());
        ArrivedReport report = reports.get(payment.number());
        return new Line(
                payment.number(),
                payment.account(),
                payment.cents(),
                attempt.wish(),
                row != null,
                place(report),
                Verdict.of(attempt, row, books.rowsAsOf(), report));
    }

    private static String place(@Nullable ArrivedReport report) {
        return report == null ? "" : "partition " + report.partition() + ", offset " + report.offset();
    }

    private static long count(List<Line> lines, Verdict verdict) {
        return lines.stream().filter(line -> line.verdict() == verdict).count();
    }

    private static Event event(Story.Event event) {
        Instant at = event.at();
        return new Event(at.toEpochMilli(), event.text(), event.trouble());
    }
}
