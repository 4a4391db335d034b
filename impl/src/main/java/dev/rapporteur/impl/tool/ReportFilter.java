package dev.rapporteur.impl.tool;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which reports are wanted.
 *
 * @param topics of these topics; of all if it is empty
 * @param partition of this partition; of all, also of none, if it is null
 * @param states in these states; in all if it is empty
 * @param from with this timestamp or a later one; null for no bound
 * @param to with an earlier timestamp than this; null for no bound
 */
public record ReportFilter(
        Set<String> topics,
        @Nullable Integer partition,
        Set<ReportState> states,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** Every report. */
    public static final ReportFilter ALL = new ReportFilter(Set.of(), null, Set.of(), null, null);

    boolean takes(String topic, @Nullable Integer in, ReportState state, long timestampMs) {
        return takesTopic(topic)
                && (partition == null || partition.equals(in))
                && (states.isEmpty() || states.contains(state))
                && (from == null || timestampMs >= from.toEpochMilli())
                && (to == null || timestampMs < to.toEpochMilli());
    }

    /** Whether reports of this topic are wanted at all. */
    public boolean takesTopic(String topic) {
        return topics.isEmpty() || topics.contains(topic);
    }
}
