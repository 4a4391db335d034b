package dev.rapporteur.impl.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.dispatch.Questions.Question;
import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which positions are asked for, and when they can be told. */
class QuestionsTest {

    private static final long NOW = 1_000;

    private final Questions questions = new Questions(Set.of("a", "b"), Set.of());
    private final PartitionBuffer buffer = Buffers.of("payments", 1);

    @Test
    void shouldBeDueWhenAllFormerIdsAreFenced() {
        assertThat(questions.isNew(buffer)).isTrue();
        assertThat(questions.obstacle(buffer)).contains("is being found out");
        assertThat(questions.isNew(buffer)).isFalse();
        questions.fenced("a");
        assertThat(questions.due(NOW)).isEmpty();
        assertThat(questions.isPastOver()).isFalse();

        questions.fenced("b");

        assertThat(questions.due(NOW))
                .singleElement()
                .satisfies(due -> assertThat(due.start()).isTrue());
        assertThat(questions.isPastOver()).isTrue();
    }

    @Test
    void shouldKnowAPositionOnceItsBufferBeginsThere() {
        Buffers.place(buffer, 3);
        questions.found(answerable(), 2);

        assertThat(questions.obstacle(buffer)).contains("noted in the journal");
        Buffers.release(buffer, 2);

        assertThat(questions.obstacle(buffer)).isNull();
        assertThat(questions.due(NOW)).isEmpty();
    }

    @Test
    void shouldAskAgainForATransactionInDoubtAndKeepItsIdUntilThen() {
        questions.found(answerable(), 0);
        assertThat(questions.takeSettled()).containsExactlyInAnyOrder("a", "b");
        assertThat(questions.obstacle(buffer)).isNull();

        questions.doubt(new Session.Doubt("c", List.of(buffer), Set.of()));

        assertThat(questions.obstacle(buffer)).isNotNull();
        assertThat(questions.unfenced()).containsExactly("c");
        questions.fenced("c");
        assertThat(questions.takeSettled()).isEmpty();
        assertThat(questions.areAtRest(Set.of("c"))).isTrue();
        Question question = questions.due(NOW).get(0);
        assertThat(question.start()).isFalse();
        assertThat(question.ids()).containsExactly("c");
        questions.found(question, 0);
        assertThat(questions.takeSettled()).containsExactly("c");
        assertThat(questions.areAtRest(Set.of("c"))).isFalse();
    }

    @Test
    void shouldAskAgainAfterAPauseOrWhenAnOperatorWantsIt() {
        answerable().hold("The marker is missing.", NOW + 10);

        assertThat(questions.obstacle(buffer)).isEqualTo("The marker is missing.");
        assertThat(questions.due(NOW)).isEmpty();
        assertThat(questions.due(NOW + 10)).hasSize(1);
        questions.retryNow(buffer);
        assertThat(questions.due(NOW)).hasSize(1);
    }

    @Test
    void shouldSayWhyThoseOfAnIdWait() {
        PartitionBuffer other = Buffers.of("payments", 2);
        questions.obstacle(buffer);
        questions.doubt(new Session.Doubt("c", List.of(other), Set.of()));

        questions.explain("c", "It can't be fenced.");

        assertThat(questions.obstacle(other)).isEqualTo("It can't be fenced.");
        assertThat(questions.obstacle(buffer)).contains("is being found out");
        questions.explain(null, "Kafka is away.");
        assertThat(questions.obstacle(buffer)).isEqualTo("Kafka is away.");
    }

    @Test
    void shouldLetFormerIdsRestUntilAllThatWaitedAtTheStartAreAnswered() {
        PartitionBuffer late = Buffers.of("payments", 2);
        Questions two = new Questions(Set.of("a"), Set.of(buffer.id(), late.id()));
        two.fenced("a");
        two.obstacle(buffer);
        two.found(two.due(NOW).get(0), 0);
        assertThat(two.takeSettled()).isEmpty();

        assertThat(two.obstacle(late)).isNotNull();
        two.found(two.due(NOW).get(0), 0);

        assertThat(two.takeSettled()).containsExactly("a");
    }

    @Test
    void shouldBeDueWhenAnIdIsDecidedAndKeepItUntilItIsFenced() {
        Questions two = new Questions(Set.of("a"), Set.of());
        assertThat(two.obstacle(buffer)).isNotNull();
        assertThat(two.waitsForFencing()).isTrue();

        two.decided("a");

        assertThat(two.waitsForFencing()).isFalse();
        two.found(two.due(NOW).get(0), 0);
        assertThat(two.takeSettled())
                .as("who takes it could not initialise with it")
                .isEmpty();
        assertThat(two.unfenced()).containsExactly("a");
        two.fenced("a");
        assertThat(two.takeSettled()).containsExactly("a");
    }

    private Question answerable() {
        questions.obstacle(buffer);
        questions.fenced("a");
        questions.fenced("b");
        return questions.due(NOW).get(0);
    }
}
