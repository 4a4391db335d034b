package dev.rapporteur.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that the launcher has seen: what was asked for, which rows the database has, which reports arrived.
 * Safe for use by several threads.
 */
final class Books {

    /**
     * The books at one moment.
     *
     * @param attempts what was asked for, by number
     * @param rows the database's rows, as they were read last, by number
     * @param rowsAsOf before this moment's commits the rows are complete
     * @param reports the reports, in the order of their arrival
     */
    record Copy(Map<Long, Attempt> attempts, Map<Long, Payment> rows, Instant rowsAsOf, List<ArrivedReport> reports) {

        Reconciliation reconcile() {
            return Reconciliation.of(rows.values(), reports);
        }
    }

    private final Map<Long, Attempt> attempts = new TreeMap<>();
    private final List<ArrivedReport> reports = new ArrayList<>();
    private Map<Long, Payment> rows = Map.of();
    private Instant rowsAsOf = Instant.EPOCH;

    synchronized void note(Attempt attempt) {
        attempts.put(attempt.payment().number(), attempt);
    }

    synchronized void note(ArrivedReport report) {
        reports.add(report);
    }

    synchronized void noteRows(Collection<Payment> read, Instant asOf) {
        Map<Long, Payment> byNumber = new TreeMap<>();
        read.forEach(row -> byNumber.put(row.number(), row));
        rows = byNumber;
        rowsAsOf = asOf;
    }

    synchronized Copy copy() {
        return new Copy(new TreeMap<>(attempts), rows, rowsAsOf, List.copyOf(reports));
    }
}
