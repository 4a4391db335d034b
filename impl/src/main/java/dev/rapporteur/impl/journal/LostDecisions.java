package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a branch whose decision a damaged segment has lost is not taken for committed when that segment's index is
 * made again: what the segment placed for it is not listed, so none of it leaves. That is said and noted; the quarantined file
 * still has it. For one opening, on the opening thread.
 */
record LostDecisions(JournalDirectory directory, Damage damage) {

    private static final Logger LOG = System.getLogger(LostDecisions.class.getName());

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
                say(branch, segment);
            }
        }
    }

    private void say(Frame.Prepared branch, int segment) {
        int reports = branch.shares().stream().mapToInt(Frame.Share::reports).sum();
        LOG.log(
                Logger.Level.ERROR,
                "The decision about branch {0} is lost with a damaged part of {1} in the journal {2}: nobody can say whether it was"
                        + " committed, so its {3} reports (frame {4}) are not sent. The quarantined file has them: ask the"
                        + " transaction manager or the database what became of it.",
                branch.xid(),
                SegmentName.of(segment),
                directory,
                Integer.toString(reports),
                Long.toString(branch.sequence()));
        for (Frame.Lying block : branch.blocks()) {
            BlockAt at = block.at();
            damage.withheld(new Frame.Quarantined(
                    branch.sequence(), branch.sequence(), at.segment(), at.position(), at.position() + at.length()));
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
