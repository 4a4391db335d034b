package dev.rapporteur.impl.dispatch;

import org.jspecify.annotations.Nullable;

/** Where markers go, and what they say besides a position. Safe for any thread. */
interface Progress {

    /**
     * The progress topic as it was last seen.
     *
     * @param clusterId the cluster's
     * @param leaders who leads its partitions
     */
    record Place(String clusterId, ProgressTopic.Leaders leaders) {}

    /** Where markers go now; null: not known yet. */
    @Nullable
    Place place();

    /** Tells when what was committed is final. */
    FinalityWatch finality();

    /** The opening of the journal. */
    long incarnation();
}
