package dev.rapporteur.impl.config;

/** What becomes of reports to a topic that the cluster does not have. They wait in any case. */
public enum CreateTopics {
    /** Until somebody creates it. */
    NEVER,
    /** Until it is created by the adapter, if it was never seen before: one that was deleted is not made anew. */
    MISSING
}
