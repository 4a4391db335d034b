package dev.rapporteur.impl.dispatch;

import java.util.Collection;
import java.util.List;

/**
 * What a journal knows of its former openings.
 *
 * @param incarnations of former openings, in their order, and this one
 * @param incarnation this opening's
 * @param closedInOrder whether the last opening ended in order: then all that was delivered is noted
 * @param transactionalIds numbers of those that were used in former openings
 */
public record JournalPast(
        List<Long> incarnations, long incarnation, boolean closedInOrder, Collection<Integer> transactionalIds) {}
