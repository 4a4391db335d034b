package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.UnansweredException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.TopicDescription;

/** Who leads a topic's partitions. */
final class TopicLeaders {

    private TopicLeaders() {}

    /**
     * Asks for a topic.
     *
     * @throws UnansweredException if the cluster does not say, with its reason as the cause
     */
    static TopicDescription describe(AdminAccess admin, String topic, long deadline) throws UnansweredException {
        String what = "describe topic \"" + topic + "\"";
        return admin.await(
                what,
                Objects.requireNonNull(admin.ask(what, asked -> asked.describeTopics(List.of(topic)))
                        .topicNameValues()
                        .get(topic)),
                deadline);
    }

    /** For each partition that has a leader, the broker's id. */
    static Map<Integer, Integer> of(TopicDescription topic) {
        Map<Integer, Integer> byPartition = new HashMap<>();
        topic.partitions().forEach(partition -> {
            if (partition.leader() != null && !partition.leader().isEmpty()) {
                byPartition.put(partition.partition(), partition.leader().id());
            }
        });
        return byPartition;
    }
}
