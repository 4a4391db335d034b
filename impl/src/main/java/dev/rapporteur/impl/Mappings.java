package dev.rapporteur.impl;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.TopicDirectory;
import java.lang.System.Logger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Maps lost partitions to others of their topics, as an operator says, and ends that: the rules. One at a time; for any thread. What is
 * mapped is durable, and known to the fold, when a call returns; refused, nothing has changed.
 */
final class Mappings {

    private static final Logger LOG = System.getLogger(Mappings.class.getName());

    private final Outbound outbound;
    private final TopicDirectory topics;
    private final Consumer<Frame> keep;

    /** Of one opening. */
    Mappings(Outbound outbound, TopicDirectory topics, Consumer<Frame> keep) {
        this.outbound = outbound;
        this.topics = topics;
        this.keep = keep;
    }

    /**
     * The reports of a lost partition go to another one from now on; the same again changes nothing.
     *
     * @param to where they go; the same as from: to their own again
     * @throws IllegalArgumentException if that may not be: what is wrong, and what can be done
     */
    synchronized void map(@Nullable String topic, int from, int to, @Nullable String reason) {
        if (topic == null) {
            throw new IllegalArgumentException("Mapping a partition needs its topic: there is none.");
        }
        if (reason == null || reason.isBlank()) {
            throw new IllegalArgumentException(
                    "Mapping a partition needs a reason, which the log keeps: say why the reports of " + topic + "-"
                            + from + " go elsewhere from now on.");
        }
        int known = outbound.partitionCount(topic);
        requireKnown(topic, from, known);
        requireKnown(topic, to, known);
        PartitionId source = new PartitionId(topic, from);
        PartitionId destination = new PartitionId(topic, to);
        PartitionId present = outbound.destinations().of(source);
        if (present.equals(destination)) {
            return;
        }
        if (from != to) {
            requireLost(source);
            requireThere(destination);
            requireNoChain(source, destination);
        }
        try {
            keep.accept(new Frame.Mapped(topic, from, to));
        } catch (IllegalStateException e) { // it may have been kept, and then no other call says why
            LOG.log(
                    Logger.Level.WARNING,
                    "An operator wants the reports of {0} sent to {1} from now on, no longer to {2}: {3}. {4}",
                    source,
                    destination,
                    present,
                    reason,
                    e.getMessage());
            throw e;
        }
        LOG.log(
                Logger.Level.WARNING,
                "An operator has the reports of {0} sent to {1} from now on, no longer to {2}: {3}",
                source,
                destination,
                present,
                reason);
    }

    private static void requireKnown(String topic, int partition, int known) {
        if (known == 0) {
            throw new IllegalArgumentException(
                    "No partition of topic \"" + topic + "\" is known to this journal: there is nothing to map.");
        }
        if (partition < 0 || partition >= known) {
            throw new IllegalArgumentException("Topic \"" + topic + "\" never had more than " + known
                    + " partitions, numbered from 0: there is no partition " + partition + ".");
        }
    }

    private void requireLost(PartitionId source) {
        int there = seen(source.topic());
        if (source.number() < there) {
            throw new IllegalArgumentException(
                    "Partition " + source + " is there: only the reports of a lost one can be sent to another one.");
        }
    }

    private void requireThere(PartitionId destination) {
        int there = seen(destination.topic());
        if (destination.number() >= there) {
            throw new IllegalArgumentException("Topic \"" + destination.topic() + "\" has " + there
                    + " partitions now, numbered from 0, and no partition " + destination.number()
                    + ": map to one that is there.");
        }
    }

    private int seen(String topic) {
        int there = topics.present(topic);
        if (there == 0) {
            String trouble = topics.trouble(topic);
            throw new IllegalArgumentException("It is not known which partitions topic \"" + topic
                    + "\" has now, so nothing is mapped." + (trouble == null ? " Try again soon." : " " + trouble));
        }
        return there;
    }

    /** Where a partition's reports go is one step, so that ending one mapping moves nothing else. */
    private void requireNoChain(PartitionId source, PartitionId destination) {
        PartitionId further = outbound.destinations().of(destination);
        if (!further.equals(destination)) {
            throw new IllegalArgumentException("Partition " + destination + " is itself mapped, to " + further
                    + ": map " + source + " there, or end that mapping first.");
        }
        outbound.destinations().inForce().forEach((from, to) -> {
            if (to.equals(source)) {
                throw new IllegalArgumentException(
                        "Partition " + from + " is mapped to " + source + ": map that one elsewhere first.");
            }
        });
    }
}
