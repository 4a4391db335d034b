package dev.rapporteur.impl.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.routing.TopicLab;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What health says of lost partitions and of mappings, over a cluster that the test plays. */
class LostPartitionsTest {

    private final TopicLab topic = new TopicLab(5);

    private List<String> sentences() {
        return LostPartitions.sentences(topic.topics(), topic.outbound());
    }

    @Test
    void shouldListAMappingOfAPartitionInWhichNothingEverStood() {
        topic.see(1);
        topic.map(2, 0);

        List<MappingView> mappings = LostPartitions.mappings(topic.topics(), topic.outbound());

        assertThat(mappings).singleElement().satisfies(one -> {
            assertThat(one.getFrom()).isEqualTo(2);
            assertThat(one.getTo()).isZero();
            assertThat(one.getReportsWaiting()).isZero();
        });
        assertThat(topic.outbound().partitions()).as("made by looking").isEmpty();
    }

    @Test
    void shouldNameLostPartitionsAndBothCures() {
        topic.see(2);

        assertThat(sentences())
                .singleElement()
                .asString()
                .contains("has 2 partitions and had 5", "partitions 2 to 4 of it are lost", "--partitions 5")
                .contains("map each to another one: mapPartition of the management bean");
    }

    @Test
    void shouldNotNameThoseThatAreMapped() {
        topic.see(2);
        topic.map(3, 0);

        assertThat(sentences()).singleElement().asString().contains("partitions 2, 4 of it are lost");

        topic.map(2, 1);
        assertThat(sentences()).singleElement().asString().contains("partition 4 of it is lost");

        topic.map(4, 1);
        assertThat(sentences()).isEmpty();
    }

    @Test
    void shouldNameAMappingOfWhatIsThereAgain() {
        topic.see(2);
        topic.map(2, 0);
        topic.map(3, 0);
        topic.map(4, 0);
        topic.see(3);

        assertThat(sentences())
                .singleElement()
                .asString()
                .contains("payments-2 is there again", "still go to partition 0", "endMapping");
    }

    @Test
    void shouldNameAMappingToWhatIsLostToo() {
        topic.see(3);
        topic.map(3, 2);
        topic.map(4, 0);
        topic.see(2);

        assertThat(sentences()).hasSize(2);
        assertThat(sentences().get(0)).contains("partition 2 of it is lost");
        assertThat(sentences().get(1)).contains("payments-3 are mapped to partition 2, which is lost, too");
    }

    @Test
    void shouldSayNothingOfMappingsWhileTheTopicIsNotThereAtAll() {
        topic.see(2);
        topic.map(2, 0);
        topic.see(0);

        assertThat(sentences()).isEmpty();
    }
}
