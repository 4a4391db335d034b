package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The markers of one journal, as the progress topic held them at one time.
 *
 * @param found for each partition that has markers, the one that counts of each cluster id and incarnation
 * @param unread the progress topic's partitions that could not be read to their end: a marker may lie there that is not found
 * @param unclear what is said of this journal's partitions in a form that is not understood, for each in words
 * @param strange how many records of the topic have keys that are not understood: not known whose they are
 */
public record Markers(
        Map<PartitionId, List<Marker>> found, Set<Integer> unread, Map<PartitionId, String> unclear, long strange) {

    /** Copies. */
    public Markers {
        found = Map.copyOf(found);
        unread = Set.copyOf(unread);
        unclear = Map.copyOf(unclear);
    }
}
