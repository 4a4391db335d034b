package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BranchXid;

/**
 * A branch that is prepared and waits for its decision.
 *
 * @param ageMs since when, in milliseconds of the present opening of the journal
 * @param reports how many it has
 * @param bytes theirs, as encoded
 * @param released whether its partitions wait for it no longer
 */
public record UndecidedBranch(BranchXid xid, long ageMs, int reports, long bytes, boolean released) {}
