package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.dispatch.SendFailure;
import dev.rapporteur.impl.dispatch.SendFailure.Kind;
import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.BrokerNotAvailableException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalPolicyTest {

    static Stream<Exception> concernTheLink() {
        return Stream.of(
                new ProducerFencedException("x"),
                new InvalidProducerEpochException("x"),
                new OutOfOrderSequenceException("x"),
                new SaslAuthenticationException("x"),
                new ClusterAuthorizationException("x"),
                new UnsupportedVersionException("x"),
                new KafkaException("Producer is closed forcefully."),
                new IllegalStateException("Cannot perform operation after producer has been closed"));
    }

    static Stream<Exception> concernTheReport() {
        return Stream.of(
                new InvalidRecordStateException("x"),
                new BrokerNotAvailableException("x"),
                new KafkaException("Failed to append record because it was part of a batch which had one more more"
                        + " invalid records"),
                new TopicAuthorizationException(Set.of("payments")),
                new TimeoutException("24 days have passed"));
    }

    @ParameterizedTest
    @MethodSource("concernTheLink")
    void shouldMakeANewLinkWhenNoReportIsToBlame(Exception cause) {
        assertThat(RefusalPolicy.failed(report(), report().partition(), cause, Principal.UNKNOWN)
                        .kind())
                .isEqualTo(Kind.LINK_LOST);
        assertThat(RefusalPolicy.notTaken(report(), report().partition(), cause, Principal.UNKNOWN)
                        .kind())
                .isEqualTo(Kind.LINK_LOST);
    }

    static Stream<Exception> poison() {
        return Stream.of(
                new RecordTooLargeException("x"),
                new InvalidTimestampException("x"),
                new PolicyViolationException("x"));
    }

    @ParameterizedTest
    @MethodSource("poison")
    void shouldNameReportAndCauseOfPoison(Exception cause) {
        SendFailure failure = RefusalPolicy.failed(report(), report().partition(), cause, Principal.UNKNOWN);

        assertThat(failure.kind()).isEqualTo(Kind.POISON);
        assertThat(failure.reason())
                .contains("payments-3", "refused", cause.getClass().getSimpleName(), cause.getMessage());
    }

    @Test
    void shouldNameThePartitionThatRefusesAndTheOneWhoseReportItIs() {
        SendFailure failure = RefusalPolicy.failed(
                report(), new PartitionId("payments", 0), new RecordTooLargeException("x"), Principal.UNKNOWN);

        assertThat(failure.reason()).contains(" to payments-3, which goes to payments-0 (");
    }

    @ParameterizedTest
    @MethodSource("concernTheReport")
    void shouldSetThePartitionApartAndNameReportAndCause(Exception cause) {
        SendFailure failure = RefusalPolicy.failed(report(), report().partition(), cause, Principal.UNKNOWN);

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.reason())
                .contains("payments-3", "refused", cause.getClass().getSimpleName(), cause.getMessage());
    }

    @ParameterizedTest
    @MethodSource("concernTheSend")
    void shouldAskAgainForWhatTheClientDidNotTakeYetAndNameTheCauseBehind(Exception cause) {
        SendFailure failure = RefusalPolicy.notTaken(report(), report().partition(), cause, Principal.UNKNOWN);

        assertThat(failure.kind()).isEqualTo(Kind.NOT_YET);
        assertThat(failure.reason()).contains("payments-3", "UnknownTopicOrPartition");
    }

    static Stream<Exception> concernTheSend() {
        return Stream.of(
                new TimeoutException("not present in metadata", new UnknownTopicOrPartitionException("x")),
                new UnknownTopicOrPartitionException("x"));
    }

    private static OutboundReport report() {
        PartitionBuffer buffer = Buffers.of("payments", 3);
        Buffers.place(buffer, 1);
        return buffer.take(1, 1).get(0);
    }
}
