package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.routing.ClusterDirectory.Absent;
import dev.rapporteur.impl.routing.ClusterDirectory.Unclear;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KafkaClusterDirectoryTest {

    @Test
    void shouldTellFailuresOfTheClusterFromThoseOfATopic() {
        assertThat(KafkaClusterDirectory.isOfCluster(new TimeoutException("no node")))
                .isTrue();
        assertThat(KafkaClusterDirectory.isOfCluster(new SaslAuthenticationException("who?")))
                .isTrue();
        assertThat(KafkaClusterDirectory.isOfCluster(new IllegalStateException()))
                .isTrue();
        assertThat(KafkaClusterDirectory.isOfCluster(new LeaderNotAvailableException("not yet")))
                .isFalse();
        assertThat(KafkaClusterDirectory.isOfCluster(new UnknownTopicOrPartitionException()))
                .isFalse();
    }

    @Test
    void shouldCallATopicAbsentOnlyWhenTheClusterSaysSo() {
        assertThat(KafkaClusterDirectory.failed("t", answer(new UnknownTopicOrPartitionException()), Principal.UNKNOWN))
                .isInstanceOf(Absent.class);
        assertThat(KafkaClusterDirectory.failed("t", answer(new TopicAuthorizationException("t")), Principal.UNKNOWN))
                .isInstanceOf(Absent.class);
        assertThat(KafkaClusterDirectory.failed(
                        "t", answer(new LeaderNotAvailableException("being created")), Principal.UNKNOWN))
                .isInstanceOfSatisfying(
                        Unclear.class, unclear -> assertThat(unclear.reason()).contains("\"t\"", "being created"));
    }

    @Test
    void shouldKnowNoLimitWhereNoneIsTold() {
        assertThat(KafkaClusterDirectory.limit(config("2000"))).hasValue(2_000);
        assertThat(KafkaClusterDirectory.limit(config(null))).isEmpty();
        assertThat(KafkaClusterDirectory.limit(config("much"))).isEmpty();
        assertThat(KafkaClusterDirectory.limit(new Config(List.of()))).isEmpty();
    }

    private static ExecutionException answer(Exception cause) {
        return new ExecutionException(cause);
    }

    private static Config config(@Nullable String value) {
        return new Config(List.of(new ConfigEntry("max.message.bytes", value)));
    }
}
