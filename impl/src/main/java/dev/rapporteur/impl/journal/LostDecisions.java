package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a branch whose decision a damaged segment has lost is not taken for committed when that segment's index is
 * made again: what the segment placed for it is not listed, so none of it leaves. The quarantined file still has it. For one
 * opening, on the opening thread.
 */
record LostDecisions(JournalDirectory directory) {

    /**
     * Rolls back the branches that the segment prepared and that the next one's snapshot doesn't know as they are here: they
     * were decided in between, and nobody can say how. Of those prepared before it, snapshots tell.
     *
     * @param folded this segment's frames, which have no more to come but its index
     */
    void rollBack(Fold folded, int segment, long lastSequence) throws IOException {
        List<Frame.Prepared> here = folded.snapshot().prepared().stream()
                .filter(branch -> branch.segment() == segment)
                .toList();
        Frame.Snapshot next = here.isEmpty() ? null : snapshotOf(segment + 1);
        if (next == null) {
            return;
        }
        BlockAt unwritten = new BlockAt(segment, 0, 0); // the decisions are only applied
        for (Frame.Prepared branch : here) {
            if (next.prepared().stream().noneMatch(one -> isSame(one, branch))) {
                Frame decision = new Frame.BranchDecided(branch.xid(), Frame.Decision.ROLLBACK, false);
                folded.apply(decision, lastSequence, unwritten);
            }
        }
    }

    private static boolean isSame(Frame.Prepared one, Frame.Prepared other) {
        return one.sequence() == other.sequence() && one.released() == other.released();
    }

    private Frame.@Nullable Snapshot snapshotOf(int segment) throws IOException {
        try (SegmentScan scan = new SegmentScan(directory, segment, Long.MAX_VALUE, 0)) {
            return scan.snapshot();
        }
    }
}
