package dev.rapporteur.impl.journal;

/**
 * What the journal's frames add up to. The journal calls it on one thread, in the frames' order: for those that are there
 * when it opens, and then for each as soon as it is written, and durable if its appender waits for that.
 */
public interface Fold {

    /**
     * Takes a frame. Must not block and must not fail: a failure is a fault of the adapter, and closes the journal.
     *
     * @param frame the frame
     * @param sequence its sequence, one more than the one before
     * @param segment the segment that holds it
     */
    void apply(Frame frame, long sequence, int segment);

    /** The state after all frames applied so far. */
    Frame.Snapshot snapshot();

    /** The oldest segment that holds something alive; {@link Integer#MAX_VALUE} if none does. Older ones may go. */
    int oldestLiveSegment();
}
