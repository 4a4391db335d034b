package dev.rapporteur.impl.monitor;

import java.util.List;

/**
 * A reading of an engine's counters. While the journal is failed, what is said of its reports is as it was when it failed.
 *
 * @param reportsCommitted reports committed since the engine opened
 * @param reportsDelivered reports that Kafka acknowledged since the engine opened
 * @param reportsWaiting reports in the journal that Kafka has not acknowledged
 * @param bytesWaiting their bytes
 * @param reportsParked reports that Kafka refused for good: kept in the journal beside their partitions' queues
 * @param oldestWaitingMs milliseconds since the oldest of them was committed, or found in the journal when it was opened;
 *     0 if there is none
 * @param branchesPrepared branches that wait for their decision, whoever decides
 * @param branchesPending those of them that a database decides
 * @param decidedByDatabase branches decided as their database said, since the engine opened; all others were by the
 *     transaction manager, or needed nobody
 * @param journalBytes size of the journal's files
 * @param bytesInMemory report bytes held in memory: of transactions at work, and read for delivery
 * @param journalState whether the journal takes reports
 * @param held what stands still, each a sentence with the reason: journal, link, topics, partitions
 */
public record EngineStatistics(
        long reportsCommitted,
        long reportsDelivered,
        long reportsWaiting,
        long bytesWaiting,
        long reportsParked,
        long oldestWaitingMs,
        int branchesPrepared,
        int branchesPending,
        long decidedByDatabase,
        long journalBytes,
        long bytesInMemory,
        JournalState journalState,
        List<String> held) {}
