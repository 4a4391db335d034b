package dev.rapporteur.impl.dispatch;

import java.util.Collection;

/**
 * What a journal knows of its former openings.
 *
 * @param incarnations of former openings, and this one
 * @param incarnation this opening's
 * @param closedInOrder whether the last opening ended in order: then all that was delivered is noted
 * @param transactionalIds numbers of those that were used in former openings
 */
public record JournalPast(
        Collection<Long> incarnations, long incarnation, boolean closedInOrder, Collection<Integer> transactionalIds) {}
