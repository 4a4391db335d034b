package dev.rapporteur.it.crash;

import dev.rapporteur.it.crash.Findings.Kind;
import dev.rapporteur.it.posting.Posting;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares one topic with one book: what was committed, what arrived, what the clients were told. For one thread. */
final class Audit {

    /** The postings of one account that one server made. */
    private record Series(String server, String account) {}

    private final Book book;
    private final String topic;
    private final Findings findings;
    private final Set<String> lostInTheGap = new HashSet<>();

    Audit(Book book, String topic, Findings findings) {
        this.book = book;
        this.topic = topic;
        this.findings = findings;
    }

    /** Each row has one report, each report a row. */
    void compare(List<Posting> rows, List<Arrived> reports, Map<String, Told> told) {
        Set<Posting> committed = new HashSet<>(rows);
        Set<Posting> arrived = new HashSet<>();
        for (Arrived report : reports) {
            if (!arrived.add(report.posting())) {
                add(Kind.TWICE, report);
            }
            if (!committed.contains(report.posting())) {
                add(Kind.PHANTOM, report);
            }
        }
        for (Posting row : rows) {
            if (!arrived.contains(row)) {
                Told answer = told.get(row.transaction());
                if (book.mayLoseInTheGap() && answer != null && answer.outcome() == Outcome.UNKNOWN) {
                    lostInTheGap.add(row.transaction());
                } else {
                    add(Kind.LOST, row + ", its client was told: " + answer);
                }
            }
        }
    }

    /** An account's reports of one server come to one partition, by their numbers. */
    void checkOrder(List<Arrived> reports) {
        Map<Series, Arrived> last = new HashMap<>();
        for (Arrived report : reports) {
            Posting posting = report.posting();
            Arrived before = last.put(new Series(posting.server(), posting.account()), report);
            if (before != null
                    && (before.partition() != report.partition()
                            || before.posting().number() > posting.number())) {
                add(Kind.OUT_OF_ORDER, report + " after " + before);
            }
        }
    }

    /** What is told to be done is there wholly, and what is told to have failed is not. */
    void checkTold(List<Posting> rows, Map<String, Told> told) {
        Map<String, Long> committed =
                rows.stream().collect(Collectors.groupingBy(Posting::transaction, Collectors.counting()));
        told.forEach((transaction, answer) -> {
            long there = committed.getOrDefault(transaction, 0L);
            boolean right = switch (answer.outcome()) {
                case OK -> there == answer.wish().postings();
                case FAILED -> there == 0;
                case UNKNOWN -> there == 0 || there == answer.wish().postings();
            };
            if (!right) {
                add(Kind.TOLD_WRONG, there + " rows, its client was told: " + answer);
            }
        });
        committed.keySet().stream()
                .filter(transaction -> !told.containsKey(transaction))
                .forEach(transaction -> add(Kind.TOLD_WRONG, "nobody has asked for " + transaction));
    }

    /** Transactions that have rows without reports, where {@link Book#mayLoseInTheGap} allows that. */
    Set<String> lostInTheGap() {
        return lostInTheGap;
    }

    private void add(Kind kind, Object what) {
        findings.add(kind, topic + ": " + what);
    }
}
