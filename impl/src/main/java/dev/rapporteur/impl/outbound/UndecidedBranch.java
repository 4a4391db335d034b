package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.BranchXid;
import dev.rapporteur.impl.journal.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A branch that is prepared and waits for its decision.
 *
 * @param proof what the database is asked that decides; null: the transaction manager decides
 * @param ageMs since when, in milliseconds of the present opening of the journal
 * @param reports how many it has
 * @param bytes theirs, as encoded
 * @param released whether its partitions wait for it no longer
 */
public record UndecidedBranch(
        BranchXid xid, Frame.@Nullable Proof proof, long ageMs, int reports, long bytes, boolean released) {}
