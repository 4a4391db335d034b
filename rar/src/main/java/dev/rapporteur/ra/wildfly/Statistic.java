package dev.rapporteur.ra.wildfly;

import dev.rapporteur.impl.monitor.EngineStatistics;
import dev.rapporteur.impl.monitor.JournalState;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** A runtime statistic as consoles show it: name, type, description, and its value over several engines. */
enum Statistic {
    REPORTS_COMMITTED("ReportsCommitted", long.class, "Reports committed since the adapter started"),
    REPORTS_DELIVERED("ReportsDelivered", long.class, "Reports that Kafka acknowledged since the adapter started"),
    REPORTS_WAITING("ReportsWaiting", long.class, "Reports in the journal that Kafka has not acknowledged"),
    BYTES_WAITING("BytesWaiting", long.class, "Bytes of the reports that wait"),
    REPORTS_PARKED(
            "ReportsParked",
            long.class,
            "Reports that Kafka refused for good: kept in the journal until they are retried or dropped"),
    OLDEST_WAITING_MS(
            "OldestWaitingMs",
            long.class,
            "Milliseconds since the oldest report that waits was committed, or found in the journal when the adapter"
                    + " started; 0 if none waits"),
    BRANCHES_PREPARED(
            "BranchesPrepared",
            int.class,
            "Transaction branches that are prepared and wait for their decision, whoever decides"),
    BRANCHES_PENDING("BranchesPending", int.class, "Those of them that a database decides (decision=DATABASE)"),
    DECIDED_BY_DATABASE(
            "DecidedByDatabase",
            long.class,
            "Transaction branches that were decided as their database said, since the adapter started"),
    JOURNAL_BYTES("JournalBytes", long.class, "Size of the journal's files"),
    BYTES_IN_MEMORY(
            "BytesInMemory",
            long.class,
            "Bytes of reports held in memory: of transactions at work, and read for delivery"),
    JOURNAL_STATE(
            "JournalState",
            String.class,
            "OPEN; FAILED: nothing is accepted, and it is opened again by itself as soon as that can be done; CLOSED. Of"
                    + " several journals the worst"),
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
            case REPORTS_PARKED ->
                engines.stream().mapToLong(EngineStatistics::reportsParked).sum();
            case OLDEST_WAITING_MS ->
                engines.stream()
                        .mapToLong(EngineStatistics::oldestWaitingMs)
                        .max()
                        .orElse(0);
            case BRANCHES_PREPARED ->
                engines.stream().mapToInt(EngineStatistics::branchesPrepared).sum();
            case BRANCHES_PENDING ->
                engines.stream().mapToInt(EngineStatistics::branchesPending).sum();
            case DECIDED_BY_DATABASE ->
                engines.stream().mapToLong(EngineStatistics::decidedByDatabase).sum();
            case JOURNAL_BYTES ->
                engines.stream().mapToLong(EngineStatistics::journalBytes).sum();
            case BYTES_IN_MEMORY ->
                engines.stream().mapToLong(EngineStatistics::bytesInMemory).sum();
            case JOURNAL_STATE -> journalState(engines).name();
            case HELD ->
                engines.stream().flatMap(engine -> engine.held().stream()).collect(Collectors.joining("; "));
        };
    }

    /** A failed one counts before one that is closed on purpose; without any engine, nothing is open. */
    private static JournalState journalState(Collection<EngineStatistics> engines) {
        Set<JournalState> states =
                engines.stream().map(EngineStatistics::journalState).collect(Collectors.toSet());
        if (states.contains(JournalState.FAILED)) {
            return JournalState.FAILED;
        }
        return states.equals(Set.of(JournalState.OPEN)) ? JournalState.OPEN : JournalState.CLOSED;
    }
}
