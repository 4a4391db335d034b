package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.util.Map;
import java.util.UUID;

/**
 * Tells from a sealed segment's frames what is lost: its own index, or the snapshot at the head of the next segment. The frames
 * are folded from the segment's own snapshot on, apart from the journal's fold. A damaged segment is mended when its index is made.
 * For one opening, on the opening thread.
 */
final class IndexRebuild {

    private static final Logger LOG = System.getLogger(IndexRebuild.class.getName());

    private final JournalDirectory directory;
    private final UUID journalId;
    private final int segmentBytes;
    private final Fold fold;
    private final Map<Integer, SegmentHeader> headers;
    private final Damage damage;

    IndexRebuild(
            JournalDirectory directory,
            UUID journalId,
            int segmentBytes,
            Fold fold,
            Map<Integer, SegmentHeader> headers,
            Damage damage) {
        this.directory = directory;
        this.journalId = journalId;
        this.segmentBytes = segmentBytes;
        this.fold = fold;
        this.headers = headers;
        this.damage = damage;
    }

    /**
     * Makes a sealed segment's index.
     *
     * @param through the last sequence that belongs to the segment; {@link Long#MAX_VALUE} if that is not known from the next one
     * @param before the sequence before its first one
     */
    IndexFile index(int segment, long through, long before) throws IOException {
        LOG.log(
                Logger.Level.INFO,
                "{0} in the journal {1} is missing or harmed; it is made again from the segment",
                SegmentName.indexOf(segment),
                directory);
        Fold scratch = fold.scratch();
        try (SegmentFiles files = new SegmentFiles(directory);
                SegmentScan scan = new SegmentScan(directory, segment, through, before + 1)) {
            scratch.readFrom(files);
            long last = fold(scan, segment, scratch);
            damage.mend(segment, scan);
            if (through < Long.MAX_VALUE) { // else there is no next segment to ask
                new LostDecisions(directory, damage).rollBack(scratch, segment, last);
            }
            SegmentIndex made = scratch.index(segment);
            IndexFile index = new IndexFile(segment, journalId, last, scan.position(), made.head());
            Reserve reserve = new Reserve(directory, segmentBytes);
            reserve.open();
            reserve.lend(IndexFile.sizeOf(made), () -> index.write(directory, made));
            return index;
        }
    }

    /** Folds a segment from its own snapshot on. @return the sequence of its last frame */
    private long fold(SegmentScan scan, int segment, Fold into) throws IOException {
        into.restore(stateAt(scan, segment));
        long last = scan.firstSequence() - 1;
        for (SegmentReader.Found found = scan.next(); found != null; found = scan.next()) {
            Frame frame = scan.decode(found);
            last = found.header().sequence();
            into.apply(frame, last, found.reports(frame));
        }
        return last;
    }

    /** The snapshot at the segment's head or, if that is harmed, what the segment before adds up to. */
    Frame.Snapshot stateAt(SegmentScan scan, int segment) throws IOException {
        Frame.Snapshot own = scan.snapshot();
        if (own != null) {
            return own;
        }
        Frame.Snapshot state = segment == 1 ? Frame.Snapshot.EMPTY : stateBehind(segment - 1, scan);
        scan.insteadOfSnapshot(state);
        return state;
    }

    /** What a segment adds up to, which is the state that the next one begins with. */
    private Frame.Snapshot stateBehind(int segment, SegmentScan next) throws IOException {
        SegmentHeader header = headers.get(segment);
        if (header == null) {
            throw new JournalException(SegmentName.of(segment + 1) + " in the journal " + directory
                    + " has lost its beginning, and there is no segment before it that would tell the state."
                    + SegmentOwner.REMEDY);
        }
        Fold state = fold.scratch();
        long through = next.firstSequence() - 1;
        try (SegmentFiles files = new SegmentFiles(directory);
                SegmentScan scan = new SegmentScan(directory, segment, through, header.firstSequence())) {
            state.readFrom(files);
            fold(scan, segment, state);
            if (scan.hasLosses()) {
                // Nobody knows then what is undecided, and it must not be taken for committed, now or next time.
                throw new JournalException(SegmentName.of(segment + 1) + " in the journal " + directory
                        + " has lost its beginning, and the segment before it is damaged too." + SegmentOwner.REMEDY);
            }
        }
        return state.snapshot();
    }
}
