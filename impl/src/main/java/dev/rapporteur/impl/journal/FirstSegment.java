package dev.rapporteur.impl.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The first segment of an opening, and how it takes the place of what is not proven in the last one before: it begins with
 * that one's tail, which counts as durable only from here on, and a note of all that can't be vouched for. For one opening,
 * on the opening thread.
 */
final class FirstSegment {

    private record Written(Frame frame, long sequence, BlockAt reports) {}

    private final JournalDirectory directory;
    private final Fold fold;
    private final SegmentShelf shelf;
    private final FramePoints points;
    private final Recovery.Result found;
    private final List<Written> written = new ArrayList<>();
    private long sequence;

    FirstSegment(JournalDirectory directory, Fold fold, SegmentShelf shelf, FramePoints points, Recovery.Result found) {
        this.directory = directory;
        this.fold = fold;
        this.shelf = shelf;
        this.points = points;
        this.found = found;
        this.sequence = found.durable();
    }

    /** Writes it. It is durable on return, and {@link #lastSequence} is that of its last frame. */
    SegmentWriter publish(Frame.Opened opened) throws IOException {
        Frame.Snapshot snapshot = fold.snapshot();
        points.before(snapshot);
        SegmentShelf.Draft draft = shelf.draft(found.last() + 1, sequence, snapshot);
        copyTail(draft.writer());
        sequence += found.leftOut();
        put(opened, draft.writer());
        for (Frame.Quarantined range : found.damage()) {
            put(range, draft.writer());
        }
        SegmentWriter segment = shelf.publish(draft);
        points.durable();
        return segment;
    }

    long lastSequence() {
        return sequence;
    }

    /** Applies what was published, and seals the segment before where its proven frames end. */
    void supersede() throws IOException {
        written.forEach(one -> fold.apply(one.frame(), one.sequence(), one.reports()));
        if (found.last() > 0) {
            cut(found.last(), found.contentBytes());
            shelf.seal(
                    found.last(),
                    found.contentBytes(),
                    found.contentBytes(),
                    found.durable(),
                    fold.index(found.last()));
        }
        fold.settle(shelf.count() == 0 ? found.last() + 1 : shelf.oldest());
    }

    /** What is behind the proven frames is superseded by now, or was never written. */
    private void cut(int segment, long contentBytes) throws IOException {
        try (JournalFile file = directory.open(SegmentName.of(segment))) {
            file.truncate(contentBytes);
        }
    }

    private void copyTail(SegmentWriter segment) throws IOException {
        for (Recovery.Tail frame : found.tail()) {
            EncodedFrame encoded = EncodedFrame.of(frame.kind(), frame.payload(), ReportBlock.NONE);
            shelf.makeRoom(segment, encoded.size());
            long at = segment.size() + FrameHeader.SIZE;
            sequence = frame.sequence();
            points.before(frame.frame());
            segment.write(encoded, sequence, found.durable());
            ReportBlock reports = frame.frame().reports();
            written.add(new Written(
                    frame.frame(), sequence, new BlockAt(segment.number(), at + reports.offset(), reports.length())));
        }
    }

    private void put(Frame frame, SegmentWriter segment) throws IOException {
        EncodedFrame encoded = FrameCodec.encode(frame);
        shelf.makeRoom(segment, encoded.size());
        sequence++;
        points.before(frame);
        written.add(new Written(frame, sequence, segment.write(encoded, sequence, found.durable())));
    }
}
