package dev.rapporteur.impl.monitor;

import dev.rapporteur.impl.outbound.Outbound;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.routing.TopicDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Partitions that a topic had and has no more, as when it was deleted and created again with fewer: what waits there is held, and
 * nothing of it goes elsewhere by itself, since keys are spread by the old count; an operator may map it. For any thread.
 */
final class LostPartitions {

    private static final int NAMED = 20;
    private static final String BEAN = "the management bean dev.rapporteur:type=HeldPartitions";

    private LostPartitions() {}

    /**
     * A sentence for each topic that has lost some that are not mapped: which, how many reports wait there, and what can be done;
     * and one for each mapping that an operator should do something about.
     */
    static List<String> sentences(TopicDirectory topics, Outbound outbound) {
        List<String> sentences = new ArrayList<>();
        topics.shrunk().forEach((topic, present) -> {
            int known = outbound.partitionCount(topic);
            List<Integer> lost = IntStream.range(present, known)
                    .filter(number -> isUnmapped(new PartitionId(topic, number), outbound))
                    .boxed()
                    .toList();
            if (!lost.isEmpty()) {
                sentences.add(sentence(topic, present, known, lost, outbound));
            }
        });
        outbound.destinations().inForce().forEach((from, to) -> {
            String notice = notice(from, to, topics);
            if (notice != null) {
                sentences.add(notice);
            }
        });
        return sentences;
    }

    /** Where the reports of mapped partitions go, by topic and number. */
    static List<MappingView> mappings(TopicDirectory topics, Outbound outbound) {
        List<MappingView> views = new ArrayList<>();
        outbound.destinations().inForce().forEach((from, to) -> {
            PartitionBuffer buffer = outbound.partition(from);
            views.add(new MappingView(
                    from.topic(),
                    from.number(),
                    to.number(),
                    buffer == null ? 0 : buffer.size(),
                    notice(from, to, topics)));
        });
        return views;
    }

    /** What an operator should do about a mapping, as a sentence; null: nothing. */
    static @Nullable String notice(PartitionId from, PartitionId to, TopicDirectory topics) {
        int present = topics.present(from.topic());
        if (present == 0) {
            return null; // which is said of the topic
        }
        if (to.number() >= present) {
            return "The reports of partition " + from + " are mapped to partition " + to.number()
                    + ", which is lost, too: they wait. Map them to one that is there: mapPartition of " + BEAN + ".";
        }
        return from.number() >= present
                ? null
                : "Partition " + from + " is there again, and its reports still go to partition " + to.number()
                        + ", to which an operator has mapped it. Leave it so, or have what is still to be sent go to its own"
                        + " again: endMapping of " + BEAN + ".";
    }

    private static boolean isUnmapped(PartitionId partition, Outbound outbound) {
        return outbound.destinations().of(partition).equals(partition);
    }

    private static String sentence(String topic, int present, int known, List<Integer> lost, Outbound outbound) {
        List<PartitionBuffer> waiting = outbound.partitions().stream()
                .filter(buffer -> buffer.id().topic().equals(topic)
                        && lost.contains(buffer.id().number())
                        && buffer.size() > 0)
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
                + named(lost) + " of it " + (lost.size() == 1 ? "is" : "are") + " lost, and " + reports
                + " wait there. Reports are still dealt out by the old count, so that keys stay where they are. Give the topic "
                + known + " partitions again, and all goes on by itself: kafka-topics.sh --alter --topic " + topic
                + " --partitions " + known
                + ". Or, where they are not to come back, map each to another one: mapPartition of " + BEAN + ".";
    }

    private static String named(List<Integer> lost) {
        int first = lost.get(0);
        int last = lost.get(lost.size() - 1);
        if (first == last) {
            return "partition " + first;
        }
        return last - first == lost.size() - 1
                ? "partitions " + first + " to " + last
                : "partitions "
                        + lost.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "))
                        + (lost.size() > NAMED ? ", …" : "");
    }
}
