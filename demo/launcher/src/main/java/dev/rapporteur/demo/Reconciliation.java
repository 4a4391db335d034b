package dev.rapporteur.demo;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows in the database held against the reports in Kafka, payment by payment.
 *
 * @param rows how many rows there are
 * @param reports how many reports there are, repeated ones counted once
 * @param duplicates how many reports repeat an earlier one
 * @param missing payments with a row and without a report
 * @param unexpected payments with a report and without a row
 * @param different payments whose report tells something else than the row, or has another key than its account
 * @param outOfOrder payments whose report lies behind one of a later payment in the same partition
 * @param partitions the same by partition
 */
record Reconciliation(
        int rows,
        int reports,
        int duplicates,
        Set<Long> missing,
        Set<Long> unexpected,
        Set<Long> different,
        Set<Long> outOfOrder,
        Map<Integer, Partition> partitions) {

    /**
     * One partition's share.
     *
     * @param reports how many reports it has, repeated ones counted once
     * @param duplicates how many repeat an earlier one
     * @param outOfOrder how many lie behind one of a later payment
     */
    record Partition(int reports, int duplicates, int outOfOrder) {}

    /** Whether the reports are exactly the rows, each once, in order. */
    boolean agrees() {
        return duplicates == 0
                && missing.isEmpty()
                && unexpected.isEmpty()
                && different.isEmpty()
                && outOfOrder.isEmpty();
    }

    /**
     * Compares.
     *
     * @param rows the payments in the database
     * @param reports the reports, of each partition in its order
     */
    static Reconciliation of(Collection<Payment> rows, Collection<ArrivedReport> reports) {
        Map<Long, Payment> rowByNumber = new HashMap<>();
        rows.forEach(row -> rowByNumber.put(row.number(), row));
        Map<Integer, Order> orders = new TreeMap<>();
        Set<Long> arrived = new HashSet<>();
        Set<Long> unexpected = new TreeSet<>();
        Set<Long> different = new TreeSet<>();
        List<ArrivedReport> inOrder = reports.stream()
                .sorted(Comparator.comparingInt(ArrivedReport::partition).thenComparingLong(ArrivedReport::offset))
                .toList();
        for (ArrivedReport report : inOrder) {
            long number = report.payment().number();
            orders.computeIfAbsent(report.partition(), partition -> new Order()).next(number, arrived.add(number));
            Payment row = rowByNumber.get(number);
            if (row == null) {
                unexpected.add(number);
            } else if (!row.equals(report.payment()) || !Objects.equals(row.account(), report.key())) {
                different.add(number);
            }
        }
        Set<Long> missing = new TreeSet<>(rowByNumber.keySet());
        missing.removeAll(arrived);
        Set<Long> outOfOrder = new TreeSet<>();
        orders.values().forEach(order -> outOfOrder.addAll(order.outOfOrder));
        Map<Integer, Partition> partitions = new TreeMap<>();
        orders.forEach((partition, order) -> partitions.put(partition, order.share()));
        int duplicates = reports.size() - arrived.size();
        return new Reconciliation(
                rows.size(), arrived.size(), duplicates, missing, unexpected, different, outOfOrder, partitions);
    }

    /** Follows one partition. The client asked for one payment after the other, so numbers must rise. */
    private static final class Order {

        private final Set<Long> outOfOrder = new HashSet<>();
        private long highest = Long.MIN_VALUE;
        private int reports;
        private int duplicates;

        void next(long number, boolean isFirst) {
            if (!isFirst) {
                duplicates++;
                return;
            }
            reports++;
            if (number < highest) {
                outOfOrder.add(number);
            }
            highest = Math.max(highest, number);
        }

        Partition share() {
            return new Partition(reports, duplicates, outOfOrder.size());
        }
    }
}
