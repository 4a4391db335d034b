package dev.rapporteur.ra.wildfly;

import dev.rapporteur.impl.monitor.EngineStatistics;
import java.util.Collection;
import java.util.stream.Collectors;

/** A runtime statistic as consoles show it: name, type, description, and its value over several engines. */
enum Statistic {
    REPORTS_COMMITTED("ReportsCommitted", long.class, "Reports committed since the adapter started"),
    REPORTS_DELIVERED("ReportsDelivered", long.class, "Reports that Kafka acknowledged since the adapter started"),
    REPORTS_WAITING("ReportsWaiting", long.class, "Reports in the journal that Kafka has not acknowledged"),
    BYTES_WAITING("BytesWaiting", long.class, "Bytes of the reports that wait"),
    OLDEST_WAITING_MS(
            "OldestWaitingMs",
            long.class,
            "Milliseconds since the oldest report that waits was committed, or found in the journal when the adapter"
                    + " started; 0 if none waits"),
    BRANCHES_PREPARED(
            "BranchesPrepared", int.class, "Transaction branches that are prepared and wait for their decision"),
    JOURNAL_BYTES("JournalBytes", long.class, "Size of the journal's files"),
    HELD(
            "Held",
            String.class,
            "What stands still, each with the reason: the journal, the link to Kafka, topics, partitions; empty if nothing does");

    private final String shown;
    private final Class<?> type;
    private final String description;

    Statistic(String shown, Class<?> type, String description) {
        this.shown = shown;
        this.type = type;
        this.description = description;
    }

    String shown() {
        return shown;
    }

    Class<?> type() {
        return type;
    }

    String description() {
        return description;
    }

    /** The value over these engines: a sum, the oldest age, or all that is held. */
    Object value(Collection<EngineStatistics> engines) {
        return switch (this) {
            case REPORTS_COMMITTED ->
                engines.stream().mapToLong(EngineStatistics::reportsCommitted).sum();
            case REPORTS_DELIVERED ->
                engines.stream().mapToLong(EngineStatistics::reportsDelivered).sum();
            case REPORTS_WAITING ->
                engines.stream().mapToLong(EngineStatistics::reportsWaiting).sum();
            case BYTES_WAITING ->
                engines.stream().mapToLong(EngineStatistics::bytesWaiting).sum();
            case OLDEST_WAITING_MS ->
                engines.stream()
                        .mapToLong(EngineStatistics::oldestWaitingMs)
                        .max()
                        .orElse(0);
            case BRANCHES_PREPARED ->
                engines.stream().mapToInt(EngineStatistics::branchesPrepared).sum();
            case JOURNAL_BYTES ->
                engines.stream().mapToLong(EngineStatistics::journalBytes).sum();
            case HELD ->
                engines.stream().flatMap(engine -> engine.held().stream()).collect(Collectors.joining("; "));
        };
    }
}
