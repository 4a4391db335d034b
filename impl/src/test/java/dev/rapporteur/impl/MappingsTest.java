package dev.rapporteur.impl;

import static dev.rapporteur.impl.routing.TopicLab.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.TopicLab;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What an operator may map, over a cluster that the test plays. */
class MappingsTest {

    private static final String WHY = "will not come back";

    private final TopicLab topic = new TopicLab(3);
    private final Mappings mappings = new Mappings(topic.outbound(), topic.topics(), topic::apply);

    private PartitionId of(int partition) {
        return topic.outbound().destinations().of(new PartitionId(TOPIC, partition));
    }

    private void requireRefused(ThrowingCallable call, String... why) {
        long before = topic.applied();
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(why);
        assertThat(topic.applied()).isEqualTo(before);
    }

    @Test
    void shouldMapALostPartitionToOneThatIsThereAndEndIt() {
        topic.see(1);

        mappings.map(TOPIC, 2, 0, WHY);

        assertThat(of(2)).isEqualTo(new PartitionId(TOPIC, 0));

        mappings.map(TOPIC, 2, 2, "as it was");

        assertThat(of(2)).isEqualTo(new PartitionId(TOPIC, 2));
    }

    @Test
    void shouldChangeNothingWhenTheSameIsSaidAgain() {
        topic.see(1);
        mappings.map(TOPIC, 2, 0, WHY);
        long before = topic.applied();

        mappings.map(TOPIC, 2, 0, WHY);
        mappings.map(TOPIC, 1, 1, "never was mapped");

        assertThat(topic.applied()).isEqualTo(before);
    }

    @Test
    void shouldRefuseWhatHasNoReason() {
        topic.see(1);

        requireRefused(() -> mappings.map(TOPIC, 2, 0, " "), "needs a reason");
    }

    @Test
    void shouldRefuseATopicOrPartitionThatNeverWas() {
        topic.see(1);

        requireRefused(() -> mappings.map("unknown", 1, 0, WHY), "No partition of topic \"unknown\" is known");
        requireRefused(() -> mappings.map(TOPIC, 3, 0, WHY), "never had more than 3 partitions", "no partition 3");
        requireRefused(() -> mappings.map(TOPIC, -1, 0, WHY), "no partition -1");
        requireRefused(() -> mappings.map(TOPIC, 2, 3, WHY), "no partition 3");
        requireRefused(() -> mappings.map(TOPIC, 2, -1, WHY), "no partition -1");
    }

    @Test
    void shouldRefuseToMapAPartitionThatIsThere() {
        topic.see(2);

        requireRefused(() -> mappings.map(TOPIC, 1, 0, WHY), "Partition payments-1 is there");
    }

    @Test
    void shouldRefuseToMapToAPartitionThatIsNotThere() {
        topic.see(1);

        requireRefused(() -> mappings.map(TOPIC, 2, 1, WHY), "has 1 partitions now", "no partition 1");
    }

    @Test
    void shouldRefuseWhenTheTopicIsNotThereAtAllButLetAMappingBeEnded() {
        topic.see(1);
        mappings.map(TOPIC, 2, 0, WHY);
        topic.see(0);

        requireRefused(() -> mappings.map(TOPIC, 1, 0, WHY), "It is not known which partitions", "gone");

        mappings.map(TOPIC, 2, 2, WHY);
        assertThat(of(2)).isEqualTo(new PartitionId(TOPIC, 2));
    }

    @Test
    void shouldRefuseAChain() {
        topic.see(1);
        mappings.map(TOPIC, 1, 0, WHY);
        topic.see(2);

        requireRefused(() -> mappings.map(TOPIC, 2, 1, WHY), "payments-1 is itself mapped, to payments-0");

        topic.see(3);
        mappings.map(TOPIC, 1, 1, "it is back");
        topic.see(2);
        mappings.map(TOPIC, 2, 1, WHY);
        topic.see(1);

        requireRefused(() -> mappings.map(TOPIC, 1, 0, WHY), "payments-2 is mapped to payments-1");

        mappings.map(TOPIC, 2, 0, "lost, too");
        mappings.map(TOPIC, 1, 0, WHY);
        assertThat(of(1)).isEqualTo(of(2));
    }

    @Test
    void shouldRefuseWhatNamesNoTopicOrGivesNoReason() {
        topic.see(1);

        requireRefused(() -> mappings.map(null, 2, 0, WHY), "needs its topic");
        requireRefused(() -> mappings.map(TOPIC, 2, 0, null), "needs a reason");
    }

    @Test
    void shouldLogTheReasonAlsoWhenItIsInDoubtWhetherItIsKept() {
        topic.see(1);
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
        Mappings doubtful = new Mappings(topic.outbound(), topic.topics(), frame -> {
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
}
