package dev.rapporteur.impl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.ClusterDirectory;
import dev.rapporteur.impl.routing.TopicDirectory;
import dev.rapporteur.impl.thread.Bell;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Where something may hang, over a cluster that the test plays. */
class TopicViewTest {

    private static final String TOPIC = "payments";

    private final Outbound outbound = new Outbound(OutboundListener.NONE, new MemoryBudget(1 << 20), () -> 0);
    private long nowMs;
    private int present;
    private long sequence;
    private final TopicDirectory topics =
            new TopicDirectory(new Cluster(), outbound, this::route, false, () -> nowMs, new Bell(), () -> {});
    private final TopicView view = new TopicView(topics, outbound.destinations());

    TopicViewTest() {
        topics.follow(TOPIC);
        see(4);
        map(3, 2);
        map(3, 1);
    }

    private void see(int partitions) {
        present = partitions;
        topics.lookNow(TOPIC);
        nowMs += 1_000;
        long unused = topics.turn();
    }

    private boolean route(String topic, int partitions) {
        apply(new Frame.Route(topic, partitions));
        return true;
    }

    private void map(int from, int to) {
        apply(new Frame.Mapped(TOPIC, from, to));
    }

    private void apply(Frame frame) {
        outbound.apply(frame, ++sequence, new BlockAt(1, 0, 0));
    }

    private List<Integer> destinations(int partition) {
        return view.destinations(new PartitionId(TOPIC, partition)).stream()
                .map(PartitionId::number)
                .toList();
    }

    @Test
    void shouldLeaveOutThoseThatAreGoneAndThePresentOneToo() {
        see(3);
        assertThat(destinations(3)).containsExactly(1, 2);

        see(1);

        assertThat(destinations(3)).isEmpty();
        assertThat(destinations(2)).isEmpty();
        assertThat(destinations(0)).containsExactly(0);
    }

    @Test
    void shouldLeaveOutNoneWhenTheTopicIsOutOfSight() {
        see(0);

        assertThat(destinations(3)).containsExactly(1, 2, 3);
    }

    @Test
    void shouldNameWhoseReportsAreToBeMappedElsewhere() {
        see(1);

        assertThat(view.against(new PartitionId(TOPIC, 3), new PartitionId(TOPIC, 1)))
                .contains("no partition 1 any more", "map partition 3 to another one");
    }

    /** A topic with as many partitions as the test says; none: it is gone. */
    private final class Cluster implements ClusterDirectory {

        @Override
        public Map<String, Sighting> describe(Collection<String> names) {
            Map<String, Sighting> sightings = new HashMap<>();
            names.forEach(name -> sightings.put(
                    name,
                    present == 0
                            ? new Absent("It is gone.", true)
                            : new Present(Collections.nCopies(present, 1), OptionalInt.empty())));
            return sightings;
        }

        @Override
        public Sighting create(String topic) {
            throw new UnsupportedOperationException(topic);
        }

        @Override
        public void close() {}
    }
}
