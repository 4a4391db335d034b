package dev.rapporteur.impl.dispatch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The progress topic, and who coordinates transactions in its cluster, as they were last seen. Looks belong to one thread; what was
 * seen is for any.
 */
final class SeenProgressTopic {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    /** Only a wish, and positions wait meanwhile. */
    private static final Duration COORDINATORS_WITHIN = Duration.ofMillis(1_500);

    static final long LOOK_EVERY_MS = 5_000;

    private final ProgressTopic topic;
    private final Coordinators.Source source;
    private volatile Progress.@Nullable Place place;
    private volatile Coordinators coordinators = Coordinators.UNKNOWN;
    private @Nullable String clusterId;
    private long lookAtMs;

    SeenProgressTopic(ProgressTopic topic, Coordinators.Source source) {
        this.topic = topic;
        this.source = source;
    }

    /** Where markers go; null: not known yet, or just now not. */
    Progress.@Nullable Place place() {
        return place;
    }

    /** As they were told last. */
    Coordinators coordinators() {
        return coordinators;
    }

    /**
     * Looks, if it is time to.
     *
     * @return the cluster's id
     * @throws UnansweredException if the cluster does not say, or the topic was deleted: the next look makes it anew
     * @throws ProgressTopic.UnfitException if there is no topic that will do, and none can be made
     */
    String look(long nowMs) throws UnansweredException, ProgressTopic.UnfitException {
        String cluster = clusterId;
        if (cluster == null) {
            topic.ensure(ANSWER_WITHIN);
            cluster = topic.clusterId(ANSWER_WITHIN);
            clusterId = cluster;
        }
        if (place == null || nowMs >= lookAtMs) {
            ProgressTopic.Leaders leaders = topic.leaders(ANSWER_WITHIN);
            Progress.Place before = place;
            if (before != null && !before.leaders().topicId().equals(leaders.topicId())) {
                place = null;
                clusterId = null; // as at the start, for it may be one that does not keep markers
                throw new UnansweredException("The progress topic was deleted; it is made anew.");
            }
            place = new Progress.Place(cluster, leaders);
            lookAtMs = nowMs + LOOK_EVERY_MS;
            Coordinators told = source.ask(COORDINATORS_WITHIN);
            coordinators = told.partitions() > 0 ? told : coordinators;
        }
        return cluster;
    }
}
