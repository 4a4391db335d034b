package dev.rapporteur.demo;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** A round's outcome as a table to print. */
final class RoundTable {

    private final Books.Copy books;
    private final Set<Long> wanted;

    RoundTable(Books.Copy books, Set<Long> wanted) {
        this.books = books;
        this.wanted = wanted;
    }

    String text() {
        Reconciliation result = books.reconcile();
        StringBuilder table = new StringBuilder("\n");
        line(table, "Payments asked for", books.attempts().size());
        line(table, "  told: committed", answered(Answer.COMMITTED));
        line(table, "  told: rolled back", answered(Answer.ROLLED_BACK));
        line(table, "  told nothing (plug pulled)", answered(Answer.NONE));
        line(table, "Rows in the database", result.rows());
        line(table, "Reports in Kafka", result.reports());
        result.partitions().forEach((partition, share) -> line(table, "  in partition " + partition, share.reports()));
        line(table, "Duplicates", result.duplicates());
        numbers(table, "Rows that should not be", minus(books.rows().keySet(), wanted));
        numbers(
                table,
                "Rows that should be, and aren't",
                minus(wanted, books.rows().keySet()));
        numbers(table, "Rows without report", result.missing());
        numbers(table, "Reports without row", result.unexpected());
        numbers(table, "Reports that differ from their row", result.different());
        numbers(table, "Reports out of order", result.outOfOrder());
        return table.toString();
    }

    private long answered(Answer answer) {
        return books.attempts().values().stream()
                .filter(attempt -> attempt.answer() == answer)
                .count();
    }

    private static Set<Long> minus(Collection<Long> all, Collection<Long> without) {
        Set<Long> rest = new TreeSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    private static void line(StringBuilder table, String what, long count) {
        table.append("  %-36s %5d%n".formatted(what, count));
    }

    private static void numbers(StringBuilder table, String what, Set<Long> numbers) {
        String which = numbers.isEmpty() ? "" : "  " + numbers;
        table.append("  %-36s %5d%s%n".formatted(what, numbers.size(), which));
    }
}
