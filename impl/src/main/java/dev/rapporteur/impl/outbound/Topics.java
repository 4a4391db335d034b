package dev.rapporteur.impl.outbound;

import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.journal.Frame.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All topics and their partitions' buffers. Changed by the journal thread; what says so is for any.
 */
final class Topics {

    private final OutboundListener listener;
    private final MemoryBudget memory;
    private final LiveSegments live;
    private final LongSupplier clockMs;
    private final Map<String, TopicState> topics = new ConcurrentSkipListMap<>();
    private final Map<PartitionId, PartitionBuffer> buffers = new ConcurrentHashMap<>();
    private int dealings;

    Topics(OutboundListener listener, MemoryBudget memory, LiveSegments live, LongSupplier clockMs) {
        this.clockMs = clockMs;
        this.listener = listener;
        this.memory = memory;
        this.live = live;
    }

    TopicState topic(String name) {
        return topics.computeIfAbsent(name, one -> new TopicState(one, live));
    }

    /** For any thread. */
    Collection<TopicState> all() {
        return topics.values();
    }

    PartitionBuffer buffer(String topic, int partition) {
        return buffer(topic(topic), partition);
    }

    PartitionBuffer buffer(TopicState topic, int partition) {
        return topic.buffer(partition, number -> newBuffer(new PartitionId(topic.name(), number)));
    }

    private PartitionBuffer newBuffer(PartitionId id) {
        PartitionBuffer buffer = new PartitionBuffer(id, 0, memory, live, listener::hungry, clockMs);
        buffers.put(id, buffer);
        return buffer;
    }

    /** Null: there is none yet. For any thread. */
    @Nullable
    PartitionBuffer find(PartitionId id) {
        return buffers.get(id);
    }

    /** For any thread. */
    Collection<PartitionBuffer> allBuffers() {
        return List.copyOf(buffers.values());
    }

    void adopt(RunTable.Row row) {
        if (row.partition() == Frame.UNROUTED) {
            topic(row.topic()).unrouted(runs -> {
                runs.adopt(row.run());
                return runs;
            });
        } else {
            buffer(row.topic(), row.partition()).adopt(row.run());
        }
    }

    void route(String name, int partitions, int first) {
        TopicState topic = topic(name);
        topic.route(partitions, first);
        topic.setBarriers();
    }

    /** As a snapshot says: what lists give as waiting below this has been chosen for. */
    void restore(Frame.Choice choice) {
        TopicState topic = topic(choice.topic());
        topic.chosenBelow(choice.next());
        topic.unrouted(runs -> {
            runs.dropBelow(choice.next(), false);
            return runs;
        });
        topic.setBarriers();
    }

    /** Reports have gone from those that waited for a Route to their partitions. Of the journal thread. */
    void dealt() {
        dealings++;
    }

    /** How often they did: what was planned with their places before is void. */
    int dealings() {
        return dealings;
    }

    /** Reports wait for a topic of which no Route is known, or for a choice. */
    void want(TopicState topic) {
        if (topic.partitionCount() == 0) {
            listener.topicWanted(topic.name());
        } else {
            listener.choiceWanted();
        }
    }

    /** For any thread. */
    int partitionCount(String name) {
        TopicState topic = topics.get(name);
        return topic == null ? 0 : topic.partitionCount();
    }

    /** For any thread. */
    Collection<String> known() {
        return topics.values().stream()
                .filter(topic -> topic.partitionCount() > 0)
                .map(TopicState::name)
                .toList();
    }

    /** For any thread. */
    Set<String> wanted() {
        return Set.copyOf(topics.values().stream()
                .filter(topic -> topic.partitionCount() == 0 && topic.wanting())
                .map(TopicState::name)
                .toList());
    }

    /** What waits until its topic's partitions are known, by topic. For any thread. */
    List<PartitionReading> unrouted() {
        return topics.values().stream()
                .map(TopicState::unroutedReading)
                .filter(reading -> reading.reports() > 0)
                .toList();
    }

    List<Frame.KnownRoute> routeFrames() {
        return topics.values().stream()
                .filter(topic -> topic.partitionCount() > 0)
                .map(topic -> new Frame.KnownRoute(topic.name(), topic.partitionCount(), topic.firstCount()))
                .toList();
    }

    List<Frame.Choice> choiceFrames() {
        return topics.values().stream()
                .filter(TopicState::isByChoice)
                .map(topic -> new Frame.Choice(topic.name(), topic.chosenBelow()))
                .toList();
    }

    List<Position> positionFrames() {
        List<Position> positions = new ArrayList<>();
        for (TopicState topic : topics.values()) {
            for (PartitionBuffer buffer : topic.buffers()) {
                if (buffer.deliveredSequence() > 0) {
                    positions.add(new Position(topic.name(), buffer.id().number(), buffer.deliveredSequence()));
                }
            }
        }
        return positions;
    }

    /** After opening: whoever acts on buffers and topics looks at each. */
    void wakeAll() {
        for (TopicState topic : topics.values()) {
            if (topic.wanting()) {
                want(topic);
            }
        }
        allBuffers().forEach(listener::ready);
    }

    long oldestMs() {
        long oldest = Long.MAX_VALUE;
        for (PartitionBuffer buffer : buffers.values()) {
            oldest = Math.min(oldest, buffer.oldestMs());
        }
        for (TopicState topic : topics.values()) {
            oldest = Math.min(oldest, topic.waitingSinceMs());
        }
        return oldest;
    }
}
