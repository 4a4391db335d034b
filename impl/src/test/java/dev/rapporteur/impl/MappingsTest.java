package dev.rapporteur.impl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.ClusterDirectory;
import dev.rapporteur.impl.routing.TopicDirectory;
import dev.rapporteur.impl.thread.Bell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What an operator may map, over a cluster that the test plays. */
class MappingsTest {

    private static final String TOPIC = "payments";
    private static final String WHY = "will not come back";

    private final Outbound outbound = new Outbound(OutboundListener.NONE, new MemoryBudget(1 << 20), () -> 0);
    private long nowMs;
    private int present = 3;
    private int kept;
    private long sequence;
    private final TopicDirectory topics =
            new TopicDirectory(new Cluster(), outbound, this::route, false, () -> nowMs, new Bell(), () -> {});
    private final Mappings mappings = new Mappings(outbound, topics, this::keep);

    MappingsTest() {
        topics.follow(TOPIC);
        see(3);
    }

    private void see(int partitions) {
        present = partitions;
        topics.lookNow(TOPIC);
        nowMs += 1_000;
        long unused = topics.turn();
    }

    private boolean route(String topic, int partitions) {
        keep(new Frame.Route(topic, partitions));
        return true;
    }

    private void keep(Frame frame) {
        outbound.apply(frame, ++sequence, new BlockAt(1, 0, 0));
        kept++;
    }

    private PartitionId of(int partition) {
        return outbound.destinations().of(new PartitionId(TOPIC, partition));
    }

    private void requireRefused(ThrowingCallable call, String... why) {
        int before = kept;
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(why);
        assertThat(kept).isEqualTo(before);
    }

    @Test
    void shouldMapALostPartitionToOneThatIsThereAndEndIt() {
        see(1);

        mappings.map(TOPIC, 2, 0, WHY);

        assertThat(of(2)).isEqualTo(new PartitionId(TOPIC, 0));

        mappings.map(TOPIC, 2, 2, "as it was");

        assertThat(of(2)).isEqualTo(new PartitionId(TOPIC, 2));
    }

    @Test
    void shouldChangeNothingWhenTheSameIsSaidAgain() {
        see(1);
        mappings.map(TOPIC, 2, 0, WHY);
        int before = kept;

        mappings.map(TOPIC, 2, 0, WHY);
        mappings.map(TOPIC, 1, 1, "never was mapped");

        assertThat(kept).isEqualTo(before);
    }

    @Test
    void shouldRefuseWhatHasNoReason() {
        see(1);

        requireRefused(() -> mappings.map(TOPIC, 2, 0, " "), "needs a reason");
    }

    @Test
    void shouldRefuseATopicOrPartitionThatNeverWas() {
        see(1);

        requireRefused(() -> mappings.map("unknown", 1, 0, WHY), "No partition of topic \"unknown\" is known");
        requireRefused(() -> mappings.map(TOPIC, 3, 0, WHY), "never had more than 3 partitions", "no partition 3");
        requireRefused(() -> mappings.map(TOPIC, -1, 0, WHY), "no partition -1");
        requireRefused(() -> mappings.map(TOPIC, 2, 3, WHY), "no partition 3");
        requireRefused(() -> mappings.map(TOPIC, 2, -1, WHY), "no partition -1");
    }

    @Test
    void shouldRefuseToMapAPartitionThatIsThere() {
        see(2);

        requireRefused(() -> mappings.map(TOPIC, 1, 0, WHY), "Partition payments-1 is there");
    }

    @Test
    void shouldRefuseToMapToAPartitionThatIsNotThere() {
        see(1);

        requireRefused(() -> mappings.map(TOPIC, 2, 1, WHY), "has 1 partitions now", "no partition 1");
    }

    @Test
    void shouldRefuseWhenTheTopicIsNotThereAtAllButLetAMappingBeEnded() {
        see(1);
        mappings.map(TOPIC, 2, 0, WHY);
        see(0);

        requireRefused(() -> mappings.map(TOPIC, 1, 0, WHY), "It is not known which partitions", "gone");

        mappings.map(TOPIC, 2, 2, WHY);
        assertThat(of(2)).isEqualTo(new PartitionId(TOPIC, 2));
    }

    @Test
    void shouldRefuseAChain() {
        see(1);
        mappings.map(TOPIC, 1, 0, WHY);
        see(2);

        requireRefused(() -> mappings.map(TOPIC, 2, 1, WHY), "payments-1 is itself mapped, to payments-0");

        see(3);
        mappings.map(TOPIC, 1, 1, "it is back");
        see(2);
        mappings.map(TOPIC, 2, 1, WHY);
        see(1);

        requireRefused(() -> mappings.map(TOPIC, 1, 0, WHY), "payments-2 is mapped to payments-1");

        mappings.map(TOPIC, 2, 0, "lost, too");
        mappings.map(TOPIC, 1, 0, WHY);
        assertThat(of(1)).isEqualTo(of(2));
    }

    @Test
    void shouldRefuseWhatNamesNoTopicOrGivesNoReason() {
        see(1);

        requireRefused(() -> mappings.map(null, 2, 0, WHY), "needs its topic");
        requireRefused(() -> mappings.map(TOPIC, 2, 0, null), "needs a reason");
    }

    @Test
    void shouldLogTheReasonAlsoWhenItIsInDoubtWhetherItIsKept() {
        see(1);
        List<String> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(new SimpleFormatter().formatMessage(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Mappings.class.getName());
        log.addHandler(handler);
        Mappings doubtful = new Mappings(outbound, topics, frame -> {
            throw new IllegalStateException("It is not known whether the journal has taken this.");
        });
        try {
            assertThatThrownBy(() -> doubtful.map(TOPIC, 2, 0, WHY)).isInstanceOf(IllegalStateException.class);
        } finally {
            log.removeHandler(handler);
        }

        assertThat(logged)
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("payments-2", "payments-0", WHY, "not known whether");
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
