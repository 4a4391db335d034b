package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.dispatch.SendFailure.Kind;
import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** Who is to blame when the client fails many with one exception. */
class OpenTransactionTest {

    private final OpenTransaction transaction = new OpenTransaction(Principal.UNKNOWN);
    private final OutboundReport culprit = report("culprit");
    private final OutboundReport other = report("other");

    @Test
    void shouldBlameTheFirstPartitionOnly() {
        InvalidTimestampException refused = new InvalidTimestampException("x");

        assertThat(transaction.failed(culprit, culprit.partition(), refused).kind())
                .isEqualTo(Kind.POISON);
        assertThat(transaction.failed(culprit, culprit.partition(), refused).kind())
                .isEqualTo(Kind.POISON);
        assertThat(transaction.failed(other, other.partition(), refused).kind()).isEqualTo(Kind.LINK_LOST);
        assertThat(transaction.failed(other, other.partition(), refused).reason())
                .contains("can't be committed", "culprit-3");
    }

    @Test
    void shouldBlameTheOneWhoseNeighboursInTheBatchFailBefore() {
        assertThat(transaction
                        .failed(
                                culprit,
                                culprit.partition(),
                                new KafkaException("part of a batch with invalid records"))
                        .kind())
                .isEqualTo(Kind.LINK_LOST);
        assertThat(transaction
                        .failed(culprit, culprit.partition(), new InvalidTimestampException("x"))
                        .kind())
                .isEqualTo(Kind.POISON);
        assertThat(transaction
                        .failed(other, other.partition(), new InvalidTimestampException("x"))
                        .kind())
                .isEqualTo(Kind.LINK_LOST);
    }

    @Test
    void shouldBlameNobodyForWhatASendHasSpoilt() {
        TimeoutException full = new TimeoutException("no room");
        assertThat(transaction.spoil("no room", full)).isTrue();

        assertThat(transaction.failed(other, other.partition(), full).kind()).isEqualTo(Kind.LINK_LOST);
        assertThat(transaction.hasCulprit()).isFalse();
    }

    @Test
    void shouldBlameTheTopicThatTheClientNames() {
        TopicAuthorizationException unauthorized = new TopicAuthorizationException(Set.of("culprit"));

        assertThat(transaction.failed(other, other.partition(), unauthorized).kind())
                .isEqualTo(Kind.LINK_LOST);
        assertThat(transaction
                        .failed(culprit, culprit.partition(), unauthorized)
                        .kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(transaction.isSpoilt()).isTrue();
    }

    private static OutboundReport report(String topic) {
        PartitionBuffer buffer = Buffers.of(topic, 3);
        Buffers.place(buffer, 1);
        return buffer.take(1, 1).get(0);
    }
}
