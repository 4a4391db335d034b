package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a journal knows of its former openings.
 *
 * @param incarnations of former openings, in their order, and this one
 * @param incarnation this opening's
 * @param closedInOrder whether the last opening ended in order: then all that was delivered is noted
 * @param transactionalIds numbers of those that were used in former openings
 * @param waiting partitions with reports that were not noted as delivered: something of former openings may hang there
 */
public record JournalPast(
        List<Long> incarnations,
        long incarnation,
        boolean closedInOrder,
        Collection<Integer> transactionalIds,
        Set<PartitionId> waiting) {}
