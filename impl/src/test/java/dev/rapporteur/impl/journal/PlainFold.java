package dev.rapporteur.impl.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fold that knows nothing of reports: no state to begin with, everything stays alive, nothing is ever moved. */
abstract class PlainFold implements Fold {

    @Override
    public boolean work() {
        return false;
    }

    @Override
    public Frame.Snapshot snapshot() {
        return Frame.Snapshot.EMPTY;
    }

    @Override
    public void restore(Frame.Snapshot snapshot) {}

    @Override
    public void adopt(int segment, byte[] indexHead) {}

    @Override
    public void settle(int first) {}

    @Override
    public SegmentIndex index(int segment) {
        return new SegmentIndex(new byte[0], List.of(), () -> {});
    }

    @Override
    public Frame.LogStart logStart() {
        return Frame.LogStart.FIRST;
    }

    @Override
    public long indexBytes() {
        return 0;
    }

    @Override
    public int oldestLiveSegment() {
        return 1;
    }

    @Override
    public long liveBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public int undecided() {
        return 0;
    }

    @Override
    public Frame.@Nullable Moved nextMove(int segment, int maxBytes) {
        return null;
    }

    @Override
    public void readFrom(SegmentFiles files) {}
}
