package dev.rapporteur.impl.monitor;

import java.util.List;

/**
 * A reading of an engine's counters.
 *
 * @param reportsCommitted reports committed since the engine opened
 * @param reportsDelivered reports that Kafka acknowledged since the engine opened
 * @param reportsWaiting reports in the journal that Kafka has not acknowledged
 * @param bytesWaiting their bytes
 * @param oldestWaitingMs milliseconds since the oldest of them was committed, or found in the journal when the engine
 *     opened; 0 if there is none
 * @param branchesPrepared branches that wait for their decision
 * @param journalBytes size of the journal's files
 * @param held what stands still, each a sentence with the reason: journal, link, topics, partitions
 */
public record EngineStatistics(
        long reportsCommitted,
        long reportsDelivered,
        long reportsWaiting,
        long bytesWaiting,
        long oldestWaitingMs,
        int branchesPrepared,
        long journalBytes,
        List<String> held) {}
