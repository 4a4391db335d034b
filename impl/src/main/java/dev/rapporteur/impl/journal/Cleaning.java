package dev.rapporteur.impl.journal;

import org.jspecify.annotations.Nullable;

/**
 * Decides when what lives in the oldest segment is copied forward so that the segment can go. Segments go from the oldest on
 * only, so a report that can't leave travels round the journal instead of pinning it. What that costs is bounded: it is done
 * only while 70 % of the journal is dead, so that less than half as many bytes are copied as are freed; when the journal is
 * nearly full, while a fifth is. Owned by the journal's thread.
 */
final class Cleaning {

    /** A turn moves about so much at most, that callers hardly feel it. */
    private static final int MOST_BYTES = 256 * 1024;
    /** And so much at least, to come to an end. */
    private static final int LEAST_BYTES = 8 * 1024;
    /** With fewer sealed segments there is not much to gain, unless the journal is nearly full. */
    private static final int AT_LEAST_SEGMENTS = 4;

    private static final int AT_LEAST_WHEN_FULL = 2;

    private final JournalSettings settings;
    private final Fold fold;
    private final SegmentShelf shelf;

    Cleaning(JournalSettings settings, Fold fold, SegmentShelf shelf) {
        this.settings = settings;
        this.fold = fold;
        this.shelf = shelf;
    }

    /** Whether the oldest segment should go, although something lives in it. */
    private boolean wanted(long journalBytes) {
        boolean nearlyFull = isNearlyFull(journalBytes);
        int atLeast = nearlyFull ? AT_LEAST_WHEN_FULL : AT_LEAST_SEGMENTS;
        if (shelf.count() < atLeast || fold.oldestLiveSegment() > shelf.oldest()) {
            return false;
        }
        long sealed = shelf.sealedBytes();
        long live = fold.liveBytes();
        return live <= (nearlyFull ? sealed / 5 * 4 : sealed / 10 * 3);
    }

    private boolean isNearlyFull(long journalBytes) {
        return journalBytes > settings.roomForReports() / 4 * 3;
    }

    /**
     * The next copies; null if none are wanted, or can be made.
     *
     * @param written so many bytes callers have just written; copies keep step with that
     */
    Frame.@Nullable Moved next(long journalBytes, long written) {
        if (!wanted(journalBytes)) {
            return null;
        }
        long pace = isNearlyFull(journalBytes) ? written : written / 2;
        long most = Math.min(MOST_BYTES, settings.segmentBytes());
        return fold.nextMove(shelf.oldest(), (int) Math.max(LEAST_BYTES, Math.min(most, pace)));
    }
}
