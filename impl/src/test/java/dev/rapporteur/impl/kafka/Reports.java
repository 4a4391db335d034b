package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** What tests of delivery ask of a cluster: whether all of a buffer's reports, numbered from 0 on, are there in order. */
final class Reports {

    private static final Duration SOON = Duration.ofSeconds(60);

    private Reports() {}

    static void awaitDelivered(PartitionBuffer... buffers) {
        for (PartitionBuffer buffer : buffers) {
            Await.until(buffer + " is empty", SOON, () -> buffer.size() == 0);
        }
    }

    /** The first copies are complete and in order; further copies may be there. */
    static void assertComplete(KafkaCluster kafka, PartitionBuffer... buffers) {
        for (PartitionBuffer buffer : buffers) {
            assertThat(payloads(kafka, buffer).stream().distinct().toList())
                    .as(buffer.id().toString())
                    .isEqualTo(LongStream.range(0, buffer.nextSequence())
                            .mapToObj(Long::toString)
                            .toList());
        }
    }

    private static List<String> payloads(KafkaCluster kafka, PartitionBuffer buffer) {
        return TopicReader.readAll(kafka.bootstrapServers(), buffer.id().topic(), SOON).stream()
                .filter(each -> each.partition() == buffer.id().number())
                .map(each -> new String(each.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
