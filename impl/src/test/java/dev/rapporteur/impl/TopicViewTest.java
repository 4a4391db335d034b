package dev.rapporteur.impl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.TopicLab;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where something may hang, over a cluster that the test plays. */
class TopicViewTest {

    private final TopicLab topic = new TopicLab(4);
    private final TopicView view =
            new TopicView(topic.topics(), topic.outbound().destinations());

    TopicViewTest() {
        topic.map(3, 2);
        topic.map(3, 1);
    }

    private List<Integer> mayHangAt(int partition) {
        return view.mayHangAt(new PartitionId(TopicLab.TOPIC, partition)).stream()
                .map(PartitionId::number)
                .toList();
    }

    @Test
    void shouldLeaveOutThoseThatAreGoneAndThePresentOneToo() {
        topic.see(3);
        assertThat(mayHangAt(3)).containsExactly(1, 2);

        topic.see(1);

        assertThat(mayHangAt(3)).isEmpty();
        assertThat(mayHangAt(2)).isEmpty();
        assertThat(mayHangAt(0)).containsExactly(0);
    }

    @Test
    void shouldLeaveOutNoneWhenTheTopicIsOutOfSight() {
        topic.see(0);

        assertThat(mayHangAt(3)).containsExactly(1, 2, 3);
    }

    @Test
    void shouldNameWhoseReportsAreToBeMappedElsewhere() {
        topic.see(1);

        assertThat(view.against(new PartitionId(TopicLab.TOPIC, 3), new PartitionId(TopicLab.TOPIC, 1)))
                .contains("no partition 1 any more", "map partition 3 to another one");
    }
}
