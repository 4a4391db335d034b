package dev.rapporteur.impl.monitor;

import dev.rapporteur.impl.outbound.UndecidedBranch;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Branches that the transaction manager leaves undecided: its own recovery decides what a crash left in its first pass. */
final class LateBranches {

    /** One pass of recovery and more: WildFly has them every two minutes, the first some seconds after its start. */
    static final long LATE_AFTER_MS = TimeUnit.MINUTES.toMillis(3);

    private LateBranches() {}

    /**
     * Names those that are late, or that partitions wait for no longer; those that a database decides are not among them.
     *
     * @return a sentence; null if there is none
     */
    static @Nullable String sentence(List<UndecidedBranch> undecided) {
        List<UndecidedBranch> late = undecided.stream()
                .filter(branch -> branch.proof() == null && (branch.released() || branch.ageMs() >= LATE_AFTER_MS))
                .toList();
        if (late.isEmpty()) {
            return null;
        }
        long oldestMs = late.stream().mapToLong(UndecidedBranch::ageMs).max().orElseThrow();
        return late.size() + " transactions wait for the transaction manager to decide, the oldest for "
                + TimeUnit.MILLISECONDS.toSeconds(oldestMs) + " s (branch "
                + late.get(0).xid()
                + "): see in the server's log what hinders its recovery, and all of them in the management bean"
                + " dev.rapporteur:type=UndecidedBranches.";
    }
}
