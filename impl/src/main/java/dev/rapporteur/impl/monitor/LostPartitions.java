package dev.rapporteur.impl.monitor;

import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.routing.TopicDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Partitions that a topic had and has no more, as when it was deleted and created again with fewer: what waits there is held, and
 * nothing of it goes elsewhere by itself, since keys are spread by the old count. For any thread.
 */
final class LostPartitions {

    private static final int NAMED = 20;

    private LostPartitions() {}

    /** A sentence for each topic that has lost some: which, how many reports wait there, and what can be done. */
    static List<String> sentences(TopicDirectory topics, Outbound outbound) {
        List<String> sentences = new ArrayList<>();
        topics.shrunk().forEach((topic, present) -> sentences.add(sentence(topic, present, outbound)));
        return sentences;
    }

    private static String sentence(String topic, int present, Outbound outbound) {
        int known = outbound.partitionCount(topic);
        String lost = known - present == 1 ? "partition " + present : "partitions " + present + " to " + (known - 1);
        List<PartitionBuffer> waiting = outbound.partitions().stream()
                .filter(buffer ->
                        buffer.id().topic().equals(topic) && buffer.id().number() >= present && buffer.size() > 0)
                .sorted(Comparator.comparing(buffer -> buffer.id().number()))
                .toList();
        String reports = waiting.isEmpty()
                ? "no reports"
                : waiting.stream()
                                .limit(NAMED)
                                .map(buffer -> buffer.size() + " reports of partition "
                                        + buffer.id().number())
                                .collect(Collectors.joining(", "))
                        + (waiting.size() > NAMED ? ", …" : "");
        return "Topic \"" + topic + "\" has " + present + " partitions and had " + known
                + ", as if it was created again: "
                + lost + " of it " + (known - present == 1 ? "is" : "are") + " lost, and " + reports
                + " wait there. Reports are still dealt out by the old count, so that keys stay where they are. Give the topic "
                + known + " partitions again, and all goes on by itself: kafka-topics.sh --alter --topic " + topic
                + " --partitions " + known + ".";
    }
}
