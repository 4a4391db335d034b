package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What waits in an outbound state, counted.
 *
 * @param partitions all that had reports, by topic and number
 * @param unrouted the topics whose partition count isn't known, with the reports that wait for it
 * @param parked those that Kafka refused for good, by partition and sequence
 * @param liveBytes for each segment that holds reports which wait or are parked, their bytes
 */
public record Waiting(
        List<Partition> partitions, List<Unrouted> unrouted, List<ParkedReport> parked, Map<Integer, Long> liveBytes) {

    /**
     * A partition.
     *
     * @param id the partition
     * @param reports that wait, decided or not
     * @param bytes of these
     * @param undecided of these, reports of prepared branches that hold the partition
     * @param delivered all below this sequence is delivered
     * @param held why it stands still although nobody has sent anything; null if it doesn't
     */
    public record Partition(
            PartitionId id,
            long reports,
            long bytes,
            long undecided,
            long delivered,
            @Nullable String held) {}

    /**
     * Reports whose partitions aren't known yet.
     *
     * @param topic their topic
     * @param reports how many, decided or not
     * @param bytes of these
     */
    public record Unrouted(String topic, long reports, long bytes) {}

    /** Counts. For the journal's thread, when nothing else is at work. */
    public static Waiting in(Outbound outbound) {
        Map<PartitionId, Long> undecided = undecided(outbound);
        List<Partition> partitions = new ArrayList<>();
        List<Unrouted> unrouted = new ArrayList<>();
        Map<Integer, Long> live = new TreeMap<>();
        for (PartitionBuffer buffer : sorted(outbound)) {
            buffer.with(runs -> count(runs, live));
            partitions.add(new Partition(
                    buffer.id(),
                    buffer.size(),
                    buffer.bytes(),
                    undecided.getOrDefault(buffer.id(), 0L),
                    buffer.deliveredSequence(),
                    buffer.held()));
        }
        for (TopicState topic : outbound.topics().all()) {
            topic.unrouted(runs -> count(runs, live));
            long reports = topic.unrouted(RunQueue::remaining);
            if (reports > 0) {
                unrouted.add(new Unrouted(topic.name(), reports, topic.unrouted(RunQueue::bytes)));
            }
        }
        List<ParkedReport> parked = outbound.parked().list();
        parked.forEach(report -> live.merge(report.at().segment(), (long) report.size(), Long::sum));
        return new Waiting(partitions, unrouted, parked, live);
    }

    /** The partitions by topic and number. */
    public static List<PartitionBuffer> sorted(Outbound outbound) {
        return outbound.partitions().stream()
                .sorted(Comparator.comparing((PartitionBuffer one) -> one.id().topic())
                        .thenComparing(one -> one.id().number()))
                .toList();
    }

    private static RunQueue count(RunQueue runs, Map<Integer, Long> live) {
        for (Run run : runs.runs()) {
            live.merge(run.segment, run.bytes, Long::sum);
        }
        return runs;
    }

    private static Map<PartitionId, Long> undecided(Outbound outbound) {
        Map<PartitionId, Long> sums = new HashMap<>();
        for (PreparedBranch branch : outbound.branches().allPrepared()) {
            if (!branch.released()) {
                branch.shares().forEach((target, share) -> {
                    if (target.partition() != Frame.UNROUTED) {
                        sums.merge(
                                new PartitionId(target.topic(), target.partition()), (long) share.reports(), Long::sum);
                    }
                });
            }
        }
        return sums;
    }
}
