package dev.rapporteur.benchmarks.relay;

import dev.rapporteur.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records a topic has got, by its partitions' ends. What a relay sends twice counts twice; nothing is, unless a process or a
 * broker fails. For one thread.
 */
public final class EndOffsets implements AutoCloseable {

    private final Admin admin;
    private final String topic;
    private final Map<TopicPartition, OffsetSpec> ends;

    private EndOffsets(Admin admin, String topic, Map<TopicPartition, OffsetSpec> ends) {
        this.admin = admin;
        this.topic = topic;
        this.ends = ends;
    }

    /** Of a topic that exists. */
    public static EndOffsets of(String bootstrapServers, String topic) throws ExecutionException, InterruptedException {
        Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        try {
            TopicDescription description = Objects.requireNonNull(
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
            return new EndOffsets(
                    admin,
                    topic,
                    description.partitions().stream()
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(topic, partition.partition()),
                                    partition -> OffsetSpec.latest())));
        } catch (ExecutionException | InterruptedException e) {
            admin.close();
            throw e;
        }
    }

    /** Of all partitions, now. */
    public long sum() throws ExecutionException, InterruptedException {
        return admin.listOffsets(ends).all().get().values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /**
     * Waits until there are so many.
     *
     * @param records what {@link #sum} was before, and the rows that were committed since
     */
    public void await(long records, Duration within) {
        Await.until(topic + " has " + records + " records", within, () -> sum() >= records);
    }

    @Override
    public void close() {
        admin.close();
    }
}
