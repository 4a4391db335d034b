package dev.rapporteur.impl.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.BlockAt;
import dev.rapporteur.impl.journal.Frame;
import dev.rapporteur.impl.outbound.MemoryBudget;
import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.OutboundListener;
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

/** What health says of lost partitions and of mappings, over a cluster that the test plays. */
class LostPartitionsTest {

    private static final String TOPIC = "payments";

    private final Outbound outbound = new Outbound(OutboundListener.NONE, new MemoryBudget(1 << 20), () -> 0);
    private long nowMs;
    private int present;
    private long sequence;
    private final TopicDirectory topics =
            new TopicDirectory(new Cluster(), outbound, this::route, false, () -> nowMs, new Bell(), () -> {});

    LostPartitionsTest() {
        topics.follow(TOPIC);
        see(5);
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

    private List<String> sentences() {
        return LostPartitions.sentences(topics, outbound);
    }

    @Test
    void shouldListAMappingOfAPartitionInWhichNothingEverStood() {
        see(1);
        map(2, 0);

        List<MappingView> mappings = LostPartitions.mappings(topics, outbound);

        assertThat(mappings).singleElement().satisfies(one -> {
            assertThat(one.getFrom()).isEqualTo(2);
            assertThat(one.getTo()).isZero();
            assertThat(one.getReportsWaiting()).isZero();
        });
        assertThat(outbound.partitions()).as("made by looking").isEmpty();
    }

    @Test
    void shouldNameLostPartitionsAndBothCures() {
        see(2);

        assertThat(sentences())
                .singleElement()
                .asString()
                .contains("has 2 partitions and had 5", "partitions 2 to 4 of it are lost", "--partitions 5")
                .contains("map each to another one: mapPartition of the management bean");
    }

    @Test
    void shouldNotNameThoseThatAreMapped() {
        see(2);
        map(3, 0);

        assertThat(sentences()).singleElement().asString().contains("partitions 2, 4 of it are lost");

        map(2, 1);
        assertThat(sentences()).singleElement().asString().contains("partition 4 of it is lost");

        map(4, 1);
        assertThat(sentences()).isEmpty();
    }

    @Test
    void shouldNameAMappingOfWhatIsThereAgain() {
        see(2);
        map(2, 0);
        map(3, 0);
        map(4, 0);
        see(3);

        assertThat(sentences())
                .singleElement()
                .asString()
                .contains("payments-2 is there again", "still go to partition 0", "endMapping");
    }

    @Test
    void shouldNameAMappingToWhatIsLostToo() {
        see(3);
        map(3, 2);
        map(4, 0);
        see(2);

        assertThat(sentences()).hasSize(2);
        assertThat(sentences().get(0)).contains("partition 2 of it is lost");
        assertThat(sentences().get(1)).contains("payments-3 are mapped to partition 2, which is lost, too");
    }

    @Test
    void shouldSayNothingOfMappingsWhileTheTopicIsNotThereAtAll() {
        see(2);
        map(2, 0);
        see(0);

        assertThat(sentences()).isEmpty();
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
