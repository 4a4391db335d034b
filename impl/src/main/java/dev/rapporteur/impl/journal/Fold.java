package dev.rapporteur.impl.journal;

import org.jspecify.annotations.Nullable;

/**
 * What the journal's frames add up to. The journal calls it on one thread, in the frames' order: for those that are there
 * when it opens, and then for each as soon as it is written, and durable if its appender waits for that.
 *
 * <p>Reports themselves are nothing to the journal. Where they lie is the fold's business: for a sealed segment it makes an
 * index, from which it can tell later without the frames.
 */
public interface Fold {

    /**
     * Takes a frame. Must not fail: a failure is a fault of the adapter or of the disk, and closes the journal.
     *
     * @param frame the frame
     * @param sequence its sequence
     * @param reports the segment that holds it, and where in it its reports lie
     */
    void apply(Frame frame, long sequence, BlockAt reports);

    /** Does a small piece of what the fold has to do besides, if anything. @return whether it did */
    boolean work();

    /** The state after all frames applied so far, but for the reports' places. */
    Frame.Snapshot snapshot();

    /** At opening, after the sealed segments' indexes: takes the state that a snapshot holds. */
    void restore(Frame.Snapshot snapshot);

    /** At opening, in the segments' order: takes what {@link #index} gave for a sealed segment. */
    void adopt(int segment, byte[] indexHead);

    /**
     * At opening, when all is read: makes sure that what must be there is.
     *
     * @param first the oldest segment that there is
     */
    void settle(int first);

    /** The segment is full: what must be known of the reports listed in it. From now on the fold reads their places from it. */
    SegmentIndex index(int segment);

    /** Bytes that the active segment's index will take. For the journal's thread. */
    long indexBytes();

    /** What the last LogStart frame says. */
    Frame.LogStart logStart();

    /** The oldest segment that holds something alive; {@link Integer#MAX_VALUE} if none does. Older ones may go. */
    int oldestLiveSegment();

    /** Bytes that the reports which are alive take, with all that must be written of them when they are copied. */
    long liveBytes();

    /** Decisions that are still to be written. For any thread. */
    int undecided();

    /**
     * Copies reports that are alive, from a sealed segment, so that it can go.
     *
     * @param segment the oldest one
     * @param maxBytes about so many
     * @return the next of them, not applied yet; null if there are no more, or if some can't be moved now
     */
    Frame.@Nullable Moved nextMove(int segment, int maxBytes);

    /** Where this fold reads what it has placed. Before anything else. */
    void readFrom(SegmentFiles files);

    /** An empty fold of the same kind that holds no memory, to make a lost index anew. */
    Fold scratch();
}
