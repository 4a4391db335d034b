package dev.rapporteur.impl.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import dev.rapporteur.testkit.kafka.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What tests of delivery ask of a cluster: whether all of a buffer's reports, numbered from 0 on, are there in order. */
final class Reports {

    private static final Duration SOON = Duration.ofSeconds(90);

    private Reports() {}

    static void awaitDelivered(PartitionBuffer... buffers) {
        for (PartitionBuffer buffer : buffers) {
            Await.until(buffer + " is empty", SOON, () -> buffer.size() == 0);
        }
    }

    /** Each is there once, in order. A commit's answer comes before the partitions are told. */
    static void assertOnce(KafkaCluster kafka, PartitionBuffer... buffers) {
        Await.until("all of " + List.of(buffers) + " is readable", SOON, () -> {
            Map<PartitionId, List<String>> read = read(kafka, buffers);
            return Stream.of(buffers)
                    .allMatch(
                            buffer -> read.getOrDefault(buffer.id(), List.of()).size() >= buffer.nextSequence());
        });
        Map<PartitionId, List<String>> read = read(kafka, buffers); // once more: what would come twice had time to
        for (PartitionBuffer buffer : buffers) {
            assertThat(read.getOrDefault(buffer.id(), List.of()))
                    .as(buffer.id().toString())
                    .isEqualTo(numbers(buffer));
        }
    }

    /** The first copies are complete and in order; further copies may be there. Payloads may be padded with blanks. */
    static void assertAtLeastOnce(KafkaCluster kafka, PartitionBuffer... buffers) {
        Map<PartitionId, List<String>> read = read(kafka, buffers);
        for (PartitionBuffer buffer : buffers) {
            assertThat(read.getOrDefault(buffer.id(), List.of()).stream().distinct())
                    .as(buffer.id().toString())
                    .containsExactlyElementsOf(numbers(buffer));
        }
    }

    private static List<String> numbers(PartitionBuffer buffer) {
        return LongStream.range(0, buffer.nextSequence())
                .mapToObj(Long::toString)
                .toList();
    }

    private static Map<PartitionId, List<String>> read(KafkaCluster kafka, PartitionBuffer... buffers) {
        return Stream.of(buffers)
                .map(buffer -> buffer.id().topic())
                .distinct()
                .flatMap(topic -> TopicReader.readAll(kafka.bootstrapServers(), topic, SOON).stream())
                .collect(Collectors.groupingBy(
                        record -> new PartitionId(record.topic(), record.partition()),
                        Collectors.mapping(
                                record -> new String(record.value(), StandardCharsets.UTF_8).strip(),
                                Collectors.toList())));
    }
}
